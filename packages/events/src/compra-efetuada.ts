import { z } from 'zod';
import { cardPurchase } from './card-purchase.ts';
import { defineFact, type FactOf } from './fact.ts';
import { iofOfPurchase, OriginalAmount } from './original-amount.ts';

/** A purchase was authorised. Its instalments follow from `amountCents`, `instalments` and the policy. */
export const CompraEfetuada = defineFact('br.faturaviva.CompraEfetuada.v1', {
  ...cardPurchase,
  policy: z.string(),
  /** For a purchase abroad: `amountCents` is what it came to in reais, IOF apart. */
  original: OriginalAmount.extend(iofOfPurchase).optional(),
  /** For a purchase that a hold became. */
  capture: z
    .object({
      holdId: z.uuid(),
      /** How much of the hold it took over; the rest of its amount took limit of its own. */
      heldCents: z.int().min(0),
      /** Posted though the hold was over. */
      forced: z.boolean(),
    })
    .optional(),
});
export type CompraEfetuada = FactOf<typeof CompraEfetuada>;
