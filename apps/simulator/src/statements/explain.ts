import { daysBetween } from '@faturaviva/calendar';
import { monthAfter } from '../sao-paulo-time.ts';
import type { Statements } from '../sources/source.ts';
import { type CashEvidence, cashEvidence, lastCashDay } from './cash.ts';
import { Closings, type DatedRow, isDated } from './closings.ts';
import { holdsDay, type Invoice } from './placements.ts';

/** Why the invoice of a row is not the one of its real statement. */
export type Reason =
  | 'booked-late'
  | 'closing-moved'
  | 'cash-billed-a-day-later'
  | 'closing-not-seen'
  | 'posted-within-a-week'
  | 'posted-later'
  | 'months-before'
  | 'unexplained';

export interface Explained {
  row: DatedRow;
  /** Name of the statement that the row's invoice would be. */
  invoiceMonth: string;
  reason: Reason;
  /** What in the data says so. */
  detail: string;
}

interface Context {
  closings: Closings;
  cash: CashEvidence;
  others: ReadonlyMap<string, readonly DatedRow[]>;
}

type Because = Pick<Explained, 'reason' | 'detail'>;

/** Explains differing rows from all rows of the files and the invoices that hold them. */
export function explainWith(statements: Statements): {
  explain: (row: DatedRow, invoice: Invoice, invoiceMonth: string) => Explained;
  cash: CashEvidence;
} {
  const closings = new Closings(statements);
  const cash = cashEvidence(statements, closings);
  const others = Map.groupBy(
    statements.rows.filter(isDated).filter((row) => !row.cash),
    ({ holder }) => holder,
  );
  const context = { closings, cash, others };
  return {
    explain: (row, invoice, invoiceMonth) => ({ row, invoiceMonth, ...because(row, invoice, invoiceMonth, context) }),
    cash,
  };
}

function because(row: DatedRow, invoice: Invoice, invoiceMonth: string, context: Context): Because {
  const { closings } = context;
  if (!holdsDay(invoice, row.on)) {
    const detail = `its date lies outside the invoice from ${invoice.opensOn} to ${invoice.closesOn} that was open`;
    return { reason: 'booked-late', detail };
  }
  const belongsTo = closings.statementAt(row.on);
  if (belongsTo === row.statement) return moved(row, invoiceMonth, closings);
  if (row.cash && isNextForCash(row, belongsTo, context)) {
    const { on } = closings.of(belongsTo);
    const detail = `statement ${belongsTo} closed on ${on} and holds cash up to ${lastCashDay(on)}`;
    return { reason: 'cash-billed-a-day-later', detail };
  }
  return row.statement > belongsTo ? late(row, belongsTo, context) : early(row, belongsTo, context);
}

const isNextForCash = (row: DatedRow, belongsTo: string, { closings, cash }: Context): boolean =>
  cash.inNext * 2 > cash.withdrawals &&
  row.statement === monthAfter(belongsTo, 1) &&
  row.on > lastCashDay(closings.of(belongsTo).on);

function moved(row: DatedRow, invoiceMonth: string, closings: Closings): Because {
  const earlier = row.statement < invoiceMonth ? row.statement : monthAfter(row.statement, -1);
  const { on } = closings.of(earlier);
  const detail = `statement ${earlier} closed on ${on}: ${share(closings.purchasesOf(row.on), row.statement)} purchases of ${row.on} stand in ${row.statement}`;
  return { reason: 'closing-moved', detail };
}

/** Billed by a later statement than its date belongs to. */
function late(row: DatedRow, belongsTo: string, { closings, others }: Context): Because {
  const { on: closedOn, seen } = closings.of(belongsTo);
  if (row.statement > monthAfter(belongsTo, 1)) {
    const detail = `dated ${daysOf(daysBetween(row.on, closings.of(monthAfter(row.statement, -1)).on) + 1)} before the cycle of the statement that billed it began`;
    return { reason: 'months-before', detail };
  }
  const sameDay = closings.purchasesOf(closedOn).filter(({ statement }) => statement === row.statement);
  if (seen === 'one-sided' && sameDay.length > 0) {
    return { reason: 'closing-not-seen', detail: notSeen(belongsTo, closedOn, sameDay.length, row.statement) };
  }
  const days = daysBetween(row.on, closedOn) + 1;
  const inTime = (others.get(row.holder) ?? []).filter(
    (other) => other.on >= row.on && other.on <= closedOn && other.statement === belongsTo,
  );
  const told = inTime.length === 0 ? '' : `; ${inTime.length} of the holder’s from then on stand in ${belongsTo}`;
  return {
    reason: days <= 7 ? 'posted-within-a-week' : 'posted-later',
    detail: `posted at least ${daysOf(days)} after its date: statement ${belongsTo} closed on ${closedOn}${told}`,
  };
}

/** Billed by an earlier statement than its date belongs to. */
function early(row: DatedRow, belongsTo: string, { closings, others }: Context): Because {
  const { on: closedOn, seen } = closings.of(row.statement);
  const sameDay = closings.purchasesOf(row.on);
  if (seen === 'one-sided' && belongsTo === monthAfter(row.statement, 1)) {
    const count = sameDay.filter(({ statement }) => statement === row.statement).length;
    return { reason: 'closing-not-seen', detail: notSeen(row.statement, row.on, count, row.statement) };
  }
  const own = (others.get(row.holder) ?? []).filter((other) => other !== row && other.on === row.on);
  const ownToo = own.length === 0 ? '' : `, ${share(own, belongsTo)} other ones of the holder`;
  return {
    reason: 'unexplained',
    detail: `${daysOf(daysBetween(closedOn, row.on))} after ${row.statement} closed on ${closedOn}: ${share(sameDay, belongsTo)} purchases of ${row.on}${ownToo} stand in ${belongsTo}`,
  };
}

const notSeen = (statement: string, day: string, count: number, inStatement: string): string =>
  `${count} purchases of ${day} stand in ${inStatement}; no other side of the closing of ${statement} is among the files`;

const daysOf = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

const share = (rows: readonly DatedRow[], statement: string): string =>
  `${rows.filter((row) => row.statement === statement).length} of ${rows.length}`;
