import { z } from 'zod';
import { AmountCents, CycleDates, defineFact, type FactOf } from './fact.ts';

/** An account exists, with its limit, its calendar and the first cycle's dates. */
export const ContaAberta = defineFact('br.faturaviva.ContaAberta.v1', {
  /** The caller's own name for the account, such as `handbook:17`. Never personal data. */
  reference: z.string(),
  portfolio: z.string(),
  limitCents: AmountCents,
  closingDay: z.int().min(1).max(31),
  dueDay: z.int().min(1).max(31),
  policy: z.string(),
  cycle: CycleDates,
});
export type ContaAberta = FactOf<typeof ContaAberta>;
