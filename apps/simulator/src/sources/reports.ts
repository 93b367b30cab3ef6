import { dateIn, type IsoInstant } from '@faturaviva/calendar';
import { isRow, type LeftOut, type PurchaseRow, type ReportRow, type Row, type Source } from './source.ts';

const DAY_MS = 86_400_000;

/**
 * A source in which the holder of every denied purchase says so, that many days after it to the millisecond. A report
 * stands where it was known: behind everything until its own instant. Those that would come after the last day are
 * not given.
 */
export function withReports(source: Source, delayDays: number): Source {
  return { ...source, rows: () => rowsOf(source, delayDays * DAY_MS) };
}

async function* rowsOf(source: Source, delayMs: number): AsyncGenerator<Row | LeftOut> {
  // The delay is the same for all, so reports come due in the order of their purchases.
  const waiting: ReportRow[] = [];
  const dueBefore = (instant: IsoInstant): ReportRow[] => {
    const later = waiting.findIndex(({ occurredAt }) => occurredAt >= instant);
    return waiting.splice(0, later === -1 ? waiting.length : later);
  };
  for await (const row of source.rows()) {
    if (isRow(row)) {
      if (waiting.length > 0) yield* dueBefore(row.occurredAt);
      if (row.kind === 'purchase' && row.denied) waiting.push(reportOf(row, delayMs));
    }
    yield row;
  }
  yield* waiting.filter(({ on }) => on <= source.span.to);
}

function reportOf({ sourceId, accountRef, occurredAt: boughtAt }: PurchaseRow, delayMs: number): ReportRow {
  const occurredAt = new Date(Date.parse(boughtAt) + delayMs).toISOString();
  const on = dateIn(occurredAt);
  return { kind: 'report', sourceId: `${sourceId}:fraud-report`, of: sourceId, accountRef, on, occurredAt };
}
