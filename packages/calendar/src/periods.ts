import { Temporal } from 'temporal-polyfill';
import { dateIn, type IsoInstant, startOfDay } from './days.ts';

export const periods = ['last-week', 'last-month', 'last-year'] as const;
/** A week, a month or a year back, as people say it: the same day of the week, of the month, of the year. */
export type Period = (typeof periods)[number];

const BACK = { 'last-week': { weeks: 1 }, 'last-month': { months: 1 }, 'last-year': { years: 1 } };

/**
 * First instant, in São Paulo, of the day that lies a period before `now`. A month without that day begins at its last
 * one: a month before 31 March is 28 February.
 */
export function startOfPeriod(period: Period, now: IsoInstant): IsoInstant {
  return startOfDay(Temporal.PlainDate.from(dateIn(now)).subtract(BACK[period]).toString());
}
