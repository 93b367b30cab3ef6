import { Temporal } from 'temporal-polyfill';

/** Days of the product are days in São Paulo, wherever the process runs. */
export const TIME_ZONE = 'America/Sao_Paulo';

/** `YYYY-MM-DD`, a day in São Paulo. Compares as text. */
export type IsoDate = string;
/** `YYYY-MM-DDTHH:mm:ss.sssZ`. Compares as text. */
export type IsoInstant = string;

const formatter = new Intl.DateTimeFormat('en-CA', {
  timeZone: TIME_ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
});

/** The day in São Paulo that an instant falls on. */
export function dateIn(instant: IsoInstant): IsoDate {
  return formatter.format(new Date(instant));
}

const hours = new Intl.DateTimeFormat('en-GB', { timeZone: TIME_ZONE, hour: '2-digit', hourCycle: 'h23' });

/** The hour of the day, 0 to 23, that clocks in São Paulo show at an instant. */
export function hourIn(instant: IsoInstant): number {
  return Number(hours.format(new Date(instant)));
}

/** First instant of a day in São Paulo; not always 03:00Z, since the zone kept summer time until 2019. */
export function startOfDay(date: IsoDate): IsoInstant {
  const zoned = Temporal.PlainDate.from(date).toZonedDateTime(TIME_ZONE);
  return new Date(zoned.epochMilliseconds).toISOString();
}

/** Calendar days from one day to another; negative when the second is earlier. */
export const daysBetween = (from: IsoDate, to: IsoDate): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
