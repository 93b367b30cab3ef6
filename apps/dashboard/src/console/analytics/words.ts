/** `1,2 mil`: of cents, in reais, as short as the scale of a chart wants it. */
export const shortReais = (cents: number, locale: string): string =>
  (cents / 100).toLocaleString(locale, { notation: 'compact', maximumFractionDigits: 1 });

/** `98,4 %`; `–` where there is nothing to divide by. */
export const percent = (share: number | null, locale: string, digits = 1): string =>
  share === null ? '–' : share.toLocaleString(locale, { style: 'percent', maximumFractionDigits: digits });
