import type { InvoiceLine } from '@faturaviva/events';
import { dayOf } from './dates.ts';

export interface LinesOfDay {
  /** `YYYY-MM-DD`, or `null` for lines whose purchase is older than the invoice. */
  day: string | null;
  lines: InvoiceLine[];
}

/** Lines by the day they were posted, newest first; instalments of earlier purchases and carried balances last. */
export function linesByDay(lines: readonly InvoiceLine[], opensOn: string): LinesOfDay[] {
  const days = new Map<string | null, InvoiceLine[]>();
  const ordered = [...lines].sort((a, b) => b.seq - a.seq || (a.id < b.id ? 1 : -1));
  for (const line of ordered) {
    const posted = dayOf(line.postedAt);
    const day = posted < opensOn || line.kind === 'carried-balance' ? null : posted;
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days]
    .map(([day, found]) => ({ day, lines: found }))
    .sort((a, b) => (a.day === null ? 1 : b.day === null ? -1 : b.day.localeCompare(a.day)));
}
