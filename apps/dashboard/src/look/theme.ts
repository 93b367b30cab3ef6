export const THEME_COOKIE = 'tema';

/** The chosen theme; without one the system's choice holds. Read on the server, so that no page flashes. */
export const themeOf = (value: string | undefined) => (value === 'light' || value === 'dark' ? value : undefined);
