import { z } from 'zod';
import { AmountCents, Instant, Merchant, Reference } from './fact.ts';

/** What was asked for at the card machine, whatever the answer was. */
export const cardPurchase = {
  purchaseId: z.uuid(),
  cardId: z.uuid(),
  amountCents: AmountCents,
  instalments: z.int().min(1).max(24),
  merchant: Merchant,
  /** When the card was used; the envelope's `time` is when it was posted. */
  occurredAt: Instant,
  /** The caller's own name for the row that it came from: what joins it to what is known there, such as labels of fraud. */
  sourceId: Reference.optional(),
};
