import { type IsoDate, type IsoInstant, startOfDay } from '@faturaviva/calendar';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The day `days` after `day`; negative: before. */
export function addDays(day: IsoDate, days: number): IsoDate {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
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
