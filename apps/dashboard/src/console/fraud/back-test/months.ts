import { addDays, daysBetween } from '../../../look/dates.ts';

export const spans = ['this-month', 'last-month', 'last-30', 'last-90', 'days'] as const;
export type Span = (typeof spans)[number];

/** First and last day, `YYYY-MM-DD`, of a span that ends with `today`; `null`: they are to be said. */
export function daysOf(span: Span, today: string): Days | null {
  const first = `${today.slice(0, 8)}01`;
  switch (span) {
    case 'this-month':
      return { from: first, to: today };
    case 'last-month': {
      const last = addDays(first, -1);
      return { from: `${last.slice(0, 8)}01`, to: last };
    }
    case 'last-30':
      return { from: addDays(today, -29), to: today };
    case 'last-90':
      return { from: addDays(today, -89), to: today };
    case 'days':
      return null;
    default:
      return span satisfies never;
  }
}

export interface Days {
  /** `YYYY-MM-DD`; empty while it is not said. */
  from: string;
  to: string;
}

/** As the service has it, first and last day counted. */
const MOST_DAYS = 400;

/** What of two days the service would not take, and at which of them it stands; `null` while one is not said. */
export function wrongOf({ from, to }: Days): { at: keyof Days; wrong: 'day' | 'order' | 'long' } | null {
  const isDay = (day: string) => /^\d{4}-\d{2}-\d{2}$/.test(day);
  if (from === '' || to === '') return null;
  if (!isDay(from)) return { at: 'from', wrong: 'day' };
  if (!isDay(to)) return { at: 'to', wrong: 'day' };
  if (from > to) return { at: 'to', wrong: 'order' };
  return daysBetween(from, to) < MOST_DAYS ? null : { at: 'from', wrong: 'long' };
}
