import { z } from 'zod';
import { cardPurchase } from './card-purchase.ts';
import { defineFact, type FactOf } from './fact.ts';

export const DeclineReason = z.enum(['limit-exceeded', 'card-blocked', 'instalment-too-small']);
export type DeclineReason = z.infer<typeof DeclineReason>;

/** A purchase was declined: a recorded decision with a reason that the holder understands. Nothing was charged. */
export const CompraNegada = defineFact('br.faturaviva.CompraNegada.v1', {
  ...cardPurchase,
  reason: DeclineReason,
  /** For `limit-exceeded`: how much limit there was, in cents. Negative when charges had passed it. */
  availableCents: z.int().optional(),
});
export type CompraNegada = FactOf<typeof CompraNegada>;
