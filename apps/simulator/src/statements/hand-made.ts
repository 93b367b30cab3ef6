import type { PublishedRow } from '../sources/source.ts';
import type { Invoice, Placed } from './placements.ts';

let made = 0;

/** A published row of a holder of its own, unless said otherwise. Only for tests. */
export function published(on: string | null, statement: string, more: Partial<PublishedRow> = {}): PublishedRow {
  made += 1;
  return { sourceId: `r${made}`, statement, on, holder: `H${made}`, cash: false, amountCents: 100, ...more };
}

/** Purchases of one day by so many holders. Only for tests. */
export const several = (count: number, on: string, statement: string): PublishedRow[] =>
  Array.from({ length: count }, () => published(on, statement));

/** The invoice that closes on the 25th of a month. Only for tests. */
export function closingIn(month: string): Invoice {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const before = new Date(Date.UTC(year, number - 2, 26)).toISOString().slice(0, 10);
  return { opensOn: before, closesOn: `${month}-25` };
}

/** A row as one line in the invoice that closes in a month. Only for tests. */
export const placedIn = (row: PublishedRow, month: string, amountCents = row.amountCents): Placed => ({
  row,
  lines: [{ invoice: closingIn(month), amountCents }],
});
