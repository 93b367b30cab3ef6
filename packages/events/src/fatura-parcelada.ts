import { z } from 'zod';
import { Adjustments } from './adjustment.ts';
import { AmountCents, defineFact, type FactOf } from './fact.ts';

/** What was left to pay of a closed invoice is paid by a plan of fixed instalments (Price), interest and IOF in `lines`. */
export const FaturaParcelada = defineFact('br.faturaviva.FaturaParcelada.v1', {
  planId: z.uuid(),
  /** The closed invoice that it pays. */
  invoiceCycle: z.int().min(1),
  principalCents: AmountCents,
  instalments: z.int().min(2).max(60),
  /** Effective rate per month, as a decimal: `0.09`. */
  monthlyRate: z.string().regex(/^\d(\.\d{1,6})?$/),
  lines: Adjustments,
  policy: z.string(),
});
export type FaturaParcelada = FactOf<typeof FaturaParcelada>;
