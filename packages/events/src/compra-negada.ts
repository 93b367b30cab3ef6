import { z } from 'zod';
import { AmountCents, defineFact, type FactOf, Instant, Merchant } from './fact.ts';

export const DeclineReason = z.enum(['limit-exceeded', 'card-blocked', 'instalment-too-small']);
export type DeclineReason = z.infer<typeof DeclineReason>;

/** A purchase was declined: a recorded decision with a reason that the holder understands. Nothing was charged. */
export const CompraNegada = defineFact('br.faturaviva.CompraNegada.v1', {
  purchaseId: z.uuid(),
  cardId: z.uuid(),
  amountCents: AmountCents,
  instalments: z.int().min(1).max(24),
  merchant: Merchant,
  occurredAt: Instant,
  reason: DeclineReason,
  /** For `limit-exceeded`: how much limit there was, in cents. Negative when charges had passed it. */
  availableCents: z.int().optional(),
});
export type CompraNegada = FactOf<typeof CompraNegada>;
