import type { IsoDate } from '@faturaviva/calendar';
import { Mistake } from '../../mistake.ts';
import { addDays, monthAfter } from '../../sao-paulo-time.ts';
import { findMonths, linesOf, type MonthFile } from '../files.ts';
import { isRow, type LeftOut, type PurchaseRow, type Source, type Span, type Wishes } from '../source.ts';
import { readLabels } from './labels.ts';
import { HEADER, parseRow } from './row.ts';

const TERMS = { limitCents: 100_000_000, closingDay: 31, dueDay: 10 };

/** Fraud Detection Handbook: an account per customer that closes with the month. @throws Mistake when there are no files */
export async function openHandbook({
  directory,
  from,
  to,
  labels,
}: Pick<Wishes, 'directory' | 'from' | 'to' | 'labels'>): Promise<Source> {
  const found = await findMonths(directory, 'transactions-');
  const months = found.filter(
    ({ month }) => (from === undefined || month >= from.slice(0, 7)) && (to === undefined || month <= to.slice(0, 7)),
  );
  const [first] = months;
  if (!first) {
    throw new Mistake(
      `There is no file for those days: ${directory} holds ${found[0]?.month} to ${found.at(-1)?.month}.`,
    );
  }
  const begin = `${first.month}-01`;
  const end = addDays(`${monthAfter(months.at(-1)?.month ?? '', 1)}-01`, -1);
  const span = { from: from !== undefined && from > begin ? from : begin, to: to !== undefined && to < end ? to : end };
  const denied = labels === undefined ? new Set<string>() : await readLabels(labels);
  return { span, rows: () => rowsOf(months, span, denied), termsOf: () => TERMS };
}

/** The rows of these days, in the order of the files, which is the order of time. */
async function* rowsOf(
  months: readonly MonthFile[],
  { from, to }: Span,
  denied: ReadonlySet<string>,
): AsyncGenerator<PurchaseRow | LeftOut> {
  let last = '';
  for (const { file } of months) {
    for await (const lines of linesOf(file, HEADER)) {
      for (const line of lines) {
        const row = parseRow(line);
        if (!isRow(row)) {
          if (withinByText(line, from, to)) yield row;
          continue;
        }
        if (row.on > to) return;
        const late = row.occurredAt < last;
        if (!late) last = row.occurredAt;
        if (row.on < from) continue;
        if (late) yield { sourceId: row.sourceId, reason: 'it is older than the row before it' };
        else yield denied.has(row.sourceId) ? { ...row, denied: true } : row;
      }
    }
  }
}

/** Whether a row that cannot be used belongs to these days, as far as its text says. */
function withinByText(line: string, from: IsoDate, to: IsoDate): boolean {
  const on = /^\d+,(\d{4}-\d\d-\d\d)T/.exec(line)?.[1];
  return on === undefined || (on >= from && on <= to);
}
