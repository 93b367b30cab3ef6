import { z } from 'zod';
import { Adjustments, adjustedPurchase } from './adjustment.ts';
import { AmountCents, defineFact, type FactOf } from './fact.ts';
import { OriginalAmount } from './original-amount.ts';

/** How acquirers refund a purchase in instalments; for a single purchase they are the same. */
export const RefundForm = z.enum(['credit-and-cancel', 'single-credit', 'in-instalments']);
export type RefundForm = z.infer<typeof RefundForm>;

/** A purchase was refunded, in whole or in part. The sum of `lines` is `-amountCents`. */
export const CompraEstornada = defineFact('br.faturaviva.CompraEstornada.v1', {
  refundId: z.uuid(),
  ...adjustedPurchase,
  amountCents: AmountCents,
  form: RefundForm,
  /** Of a purchase abroad: at the rate of the refund's own day. IOF is not returned. */
  original: OriginalAmount.optional(),
  lines: Adjustments,
});
export type CompraEstornada = FactOf<typeof CompraEstornada>;
