import { type IsoDate, isBusinessDay } from '@faturaviva/calendar';
import { addDays, monthAfter } from '../sao-paulo-time.ts';
import type { Statements } from '../sources/source.ts';
import { type Closings, isDated } from './closings.ts';

/**
 * Cash is billed a business day after it was withdrawn: the last day whose cash a statement holds is the one before
 * the last business day of its cycle.
 */
export function lastCashDay(closing: IsoDate): IsoDate {
  let day = closing;
  while (!isBusinessDay(day)) day = addDays(day, -1);
  return addDays(day, -1);
}

/** Withdrawals that tell whether this holds: dated after the last cash day of a cycle whose two sides are known. */
export interface CashEvidence {
  withdrawals: number;
  /** Of these, those that stand in the next statement. */
  inNext: number;
}

export function cashEvidence({ rows }: Statements, closings: Closings): CashEvidence {
  const evidence = { withdrawals: 0, inNext: 0 };
  for (const row of rows) {
    if (!row.cash || !isDated(row)) continue;
    const statement = closings.statementAt(row.on);
    const { on, seen } = closings.of(statement);
    if (seen === 'one-sided' || row.on <= lastCashDay(on)) continue;
    evidence.withdrawals += 1;
    if (row.statement === monthAfter(statement, 1)) evidence.inNext += 1;
  }
  return evidence;
}
