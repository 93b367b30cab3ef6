import { type IsoDate, type IsoInstant, startOfDay } from '@faturaviva/calendar';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A day that the calendar has: no 30 February. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** The day `days` after `day`; negative: before. */
export function addDays(day: IsoDate, days: number): IsoDate {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

/** `YYYY-MM`, so many months after another; negative: before. */
export function monthAfter(month: string, months: number): string {
  const number = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + months;
  return `${String(Math.floor(number / 12)).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}

/** The month, `YYYY-MM`, in which the cycle closes that a day belongs to. A closing day that a month lacks is its last one. */
export function closingMonthOf(day: IsoDate, closingDay: number): string {
  const month = day.slice(0, 7);
  return Number(day.slice(8)) > closingDay ? monthAfter(month, 1) : month;
}

/** The first day of the cycle that closes in `month`. */
export function openingDayOf(month: string, closingDay: number): IsoDate {
  const lastBefore = addDays(`${month}-01`, -1);
  const clamped = Math.min(closingDay, Number(lastBefore.slice(8)));
  return addDays(`${monthAfter(month, -1)}-${String(clamped).padStart(2, '0')}`, 1);
}

interface DayBounds {
  startMs: number;
  endMs: number;
}

const known = new Map<IsoDate, DayBounds>();

function boundsOf(day: IsoDate): DayBounds {
  let bounds = known.get(day);
  if (!bounds) {
    bounds = { startMs: Date.parse(startOfDay(day)), endMs: Date.parse(startOfDay(addDays(day, 1))) };
    known.set(day, bounds);
  }
  return bounds;
}

/** The last instant of a day in São Paulo. */
export const endOfDay = (day: IsoDate): IsoInstant => new Date(boundsOf(day).endMs - 1).toISOString();

/** First instant, in São Paulo, of the month of a day. */
export const startOfMonth = (day: IsoDate): IsoInstant => startOfDay(`${day.slice(0, 7)}-01`);

/**
 * The instant at which clocks in São Paulo showed `ms` after midnight of `day`. Summer time began and ended at
 * midnight there: an hour that a day lacks (the first one) is read as the hour after it, one that it has twice
 * (the last one) as its first pass.
 */
export function instantIn(day: IsoDate, ms: number): IsoInstant {
  const { startMs, endMs } = boundsOf(day);
  const lacksAnHour = endMs - startMs < DAY_MS;
  const at = lacksAnHour ? Math.max(endMs - DAY_MS + ms, startMs + (ms % HOUR_MS)) : startMs + ms;
  return new Date(at).toISOString();
}
