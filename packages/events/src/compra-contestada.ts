import { z } from 'zod';
import { Adjustments, adjustedPurchase } from './adjustment.ts';
import { AmountCents, defineFact, type FactOf } from './fact.ts';

export const DisputeReason = z.enum(['not-recognised', 'not-received', 'other-amount', 'charged-twice', 'other']);
export type DisputeReason = z.infer<typeof DisputeReason>;

/** The holder contests a purchase. `lines` hold the credit in trust, or nothing when it came too late for this invoice. */
export const CompraContestada = defineFact('br.faturaviva.CompraContestada.v1', {
  disputeId: z.uuid(),
  ...adjustedPurchase,
  amountCents: AmountCents,
  reason: DisputeReason,
  lines: Adjustments,
});
export type CompraContestada = FactOf<typeof CompraContestada>;
