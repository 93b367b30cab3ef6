export const LANGUAGE_COOKIE = 'idioma';

export const languages = ['pt-BR', 'en'] as const;
export type Language = (typeof languages)[number];

/** Portuguese unless English was chosen. */
export const languageOf = (value: string | undefined): Language => (value === 'en' ? 'en' : 'pt-BR');
