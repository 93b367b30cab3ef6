import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';

const DayOfMonth = z.int().min(1).max(31);

/** Cycles that open from now on close and fall due on these days. The dates of the open one stay as they are. */
export const VencimentoAlterado = defineFact('br.faturaviva.VencimentoAlterado.v1', {
  closingDay: DayOfMonth,
  dueDay: DayOfMonth,
  previousClosingDay: DayOfMonth,
  previousDueDay: DayOfMonth,
});
export type VencimentoAlterado = FactOf<typeof VencimentoAlterado>;
