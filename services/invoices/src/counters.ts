import type { Difference } from './rules/difference.ts';

/** What this instance has read since it started. A batch that was rolled back after its fold counts twice. */
export class Counters {
  folded = 0;
  duplicates = 0;
  parked = 0;
  /** Written, changed or taken away in all tables. */
  rows = 0;
  readonly unknown = new Map<string, number>();

  add(difference: Difference): void {
    const { applied, duplicates, parked, unknown } = difference;
    this.folded += applied.length;
    this.duplicates += duplicates;
    this.parked += parked.length;
    this.rows += rowsOf(difference);
    for (const [type, count] of unknown) this.unknown.set(type, (this.unknown.get(type) ?? 0) + count);
  }
}

function rowsOf(difference: Difference): number {
  const { states, invoices, cards, holds, days, waits } = difference;
  const { lines, declines, disputes, closed, applied, drained, parked, settled } = difference;
  const maps = [states, invoices, cards, holds, days, waits].reduce((sum, { size }) => sum + size, 0);
  const lists = [lines, declines, disputes, closed, applied, drained, parked, settled];
  return lists.reduce((sum, { length }) => sum + length, maps);
}
