import { z } from 'zod';
import { AmountCents, defineFact, type FactOf, Instant, Merchant } from './fact.ts';

/** An amount is held: it takes limit and shows as pending, and is in no invoice's total until it is captured. */
export const CompraPreAutorizada = defineFact('br.faturaviva.CompraPreAutorizada.v1', {
  holdId: z.uuid(),
  cardId: z.uuid(),
  amountCents: AmountCents,
  merchant: Merchant,
  /** When the card was used; the envelope's `time` is when it was posted. */
  occurredAt: Instant,
  /** What is still held then is given back. */
  expiresAt: Instant,
});
export type CompraPreAutorizada = FactOf<typeof CompraPreAutorizada>;
