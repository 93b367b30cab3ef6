/** Days of the product are days in São Paulo, wherever the reader is. */
const ZONE = 'America/Sao_Paulo';

const formatters = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions, date: Date): string {
  const key = locale + JSON.stringify(options);
  const formatter = formatters.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formatters.set(key, formatter);
  return formatter.format(date);
}

/** A day as the instant at its noon in UTC: no zone turns it into another day. */
const noon = (day: string) => new Date(`${day}T12:00:00Z`);
const inUtc = { timeZone: 'UTC' } as const;
const DAY_MS = 86_400_000;

/** `YYYY-MM-DD` of an instant, in São Paulo. */
export const dayOf = (instant: string | number) =>
  format('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' }, new Date(instant));

export const addDays = (day: string, days: number) =>
  new Date(noon(day).getTime() + days * DAY_MS).toISOString().slice(0, 10);

export const daysBetween = (from: string, to: string) =>
  Math.round((noon(to).getTime() - noon(from).getTime()) / DAY_MS);

/** The first day of the month after `day`'s. */
export function monthAfter(day: string): string {
  const date = noon(`${day.slice(0, 8)}01`);
  date.setUTCMonth(date.getUTCMonth() + 1);
  return date.toISOString().slice(0, 10);
}

/** `agosto` */
export const monthName = (locale: string, day: string) => format(locale, { ...inUtc, month: 'long' }, noon(day));
/** `ago` */
export const shortMonth = (locale: string, day: string) =>
  format(locale, { ...inUtc, month: 'short' }, noon(day)).replace('.', '');
/** `4 ago` */
export const shortDay = (locale: string, day: string) => `${Number(day.slice(8))} ${shortMonth(locale, day)}`;
/** `28 de julho`, `July 28` */
export const longDay = (locale: string, day: string) =>
  format(locale, { ...inUtc, day: 'numeric', month: 'long' }, noon(day));
/** `28 de julho de 2026`, `July 28, 2026` */
export const fullDay = (locale: string, day: string) =>
  format(locale, { ...inUtc, day: 'numeric', month: 'long', year: 'numeric' }, noon(day));
/** `segunda` */
export const weekday = (locale: string, day: string) =>
  format(locale, { ...inUtc, weekday: 'long' }, noon(day)).replace('-feira', '');
/** `14:18`, in São Paulo. */
export const hour = (locale: string, instant: string | number) =>
  format(locale, { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }, new Date(instant));
/** `14:18:42`, in São Paulo. */
export const second = (locale: string, instant: string | number) =>
  format(
    locale,
    { timeZone: ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    new Date(instant),
  );
/** `14:18:42,107`, in São Paulo. */
export const preciseHour = (locale: string, instant: string) =>
  format(
    locale,
    {
      timeZone: ZONE,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
    },
    new Date(instant),
  );

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
