import { z } from 'zod';
import { AmountCents, defineFact, type FactOf, Instant, Merchant } from './fact.ts';

/** A purchase was authorised. Its instalments follow from `amountCents`, `instalments` and the policy. */
export const CompraEfetuada = defineFact('br.faturaviva.CompraEfetuada.v1', {
  purchaseId: z.uuid(),
  cardId: z.uuid(),
  amountCents: AmountCents,
  instalments: z.int().min(1).max(24),
  merchant: Merchant,
  /** When the card was used; the envelope's `time` is when it was posted. */
  occurredAt: Instant,
  policy: z.string(),
});
export type CompraEfetuada = FactOf<typeof CompraEfetuada>;
