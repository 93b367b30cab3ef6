import { Mistake } from '../../mistake.ts';
import { closingMonthOf, isDay, monthAfter } from '../../sao-paulo-time.ts';
import { findMonths, linesOf } from '../files.ts';
import { isRow, type LeftOut, type PublishedRow, type PurchaseRow, type Source, type Wishes } from '../source.ts';
import { type BookableRow, CLOSING_DAY, HEADER, parseRow, type Refusal } from './row.ts';

const TERMS = { limitCents: 100_000_000, closingDay: CLOSING_DAY, dueDay: 10 };

/**
 * The federal payment card's statements: an account per holder. A statement holds dates of the months before it and is
 * not in their order, so all of them are read and sorted by date and `tx_id` before the first row is given.
 * @throws Mistake when there are no files, one is damaged, or none has a row of those days
 */
export async function openCpgf({ directory, from, to }: Pick<Wishes, 'directory' | 'from' | 'to'>): Promise<Source> {
  const published: PublishedRow[] = [];
  const purchases: BookableRow[] = [];
  const refusals: Refusal[] = [];
  for (const { file } of await findMonths(directory, 'cpgf-')) {
    for await (const lines of linesOf(file, HEADER)) {
      for (const row of lines.map(parseRow)) {
        published.push(row.published);
        if (isRow(row)) purchases.push(row);
        else refusals.push(row);
      }
    }
  }
  const { kept, doubled } = onceEach(purchases.sort(byTime));
  const days = kept.map(({ on }) => on);
  const span = { from: from ?? days[0] ?? '', to: to ?? days.at(-1) ?? '' };
  const within = kept.filter(({ on }) => on >= span.from && on <= span.to);
  if (within.length === 0) throw new Mistake(`${directory} holds no row of those days that could be booked.`);
  const out = [...refusals, ...doubled].filter((row) => mayBelong(row, { from, to }));
  const statements = { rows: published, closingDay: CLOSING_DAY };
  return { span, rows: () => inOrder(out, within), termsOf: () => TERMS, statements };
}

async function* inOrder(out: LeftOut[], rows: PurchaseRow[]): AsyncGenerator<PurchaseRow | LeftOut> {
  yield* out;
  yield* rows;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byTime = (a: PurchaseRow, b: PurchaseRow): number =>
  compare(a.occurredAt, b.occurredAt) || compare(a.sourceId, b.sourceId);

/** A `tx_id` names one row for ever. A second row under it is left out; rows alike under ids of their own are all kept. */
function onceEach(rows: BookableRow[]): { kept: BookableRow[]; doubled: Refusal[] } {
  const seen = new Set<string>();
  const kept: BookableRow[] = [];
  const doubled: Refusal[] = [];
  for (const row of rows) {
    const { sourceId, published } = row;
    if (seen.has(sourceId)) doubled.push({ sourceId, reason: 'its tx_id stands at another row too', published });
    else kept.push(row);
    seen.add(sourceId);
  }
  return { kept, doubled };
}

/** Whether a row that cannot be booked belongs to the days asked for: by its date, or else by its statement's cycle. */
function mayBelong(
  { published: { on, statement: month } }: Refusal,
  { from, to }: { from: string | undefined; to: string | undefined },
): boolean {
  if (on !== null) return (from === undefined || on >= from) && (to === undefined || on <= to);
  if (!isDay(`${month}-01`)) return true;
  const cycle = monthAfter(month, -1);
  return (
    (from === undefined || cycle >= closingMonthOf(from, CLOSING_DAY)) &&
    (to === undefined || cycle <= closingMonthOf(to, CLOSING_DAY))
  );
}
