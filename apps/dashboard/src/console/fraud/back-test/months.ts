import { addDays } from '../../../look/dates.ts';

export const spans = ['this-month', 'last-month', 'last-30', 'last-90', 'days'] as const;
export type Span = (typeof spans)[number];

/** First and last day, `YYYY-MM-DD`, of a span that ends with `today`; `null`: they are to be said. */
export function daysOf(span: Span, today: string): { from: string; to: string } | null {
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

/** Whether both are days and in order: what the service takes. */
export const isSpan = (from: string, to: string): boolean =>
  [from, to].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)) && from <= to;
