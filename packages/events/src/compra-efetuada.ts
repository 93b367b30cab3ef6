import { z } from 'zod';
import { cardPurchase } from './card-purchase.ts';
import { defineFact, type FactOf } from './fact.ts';

/** A purchase was authorised. Its instalments follow from `amountCents`, `instalments` and the policy. */
export const CompraEfetuada = defineFact('br.faturaviva.CompraEfetuada.v1', { ...cardPurchase, policy: z.string() });
export type CompraEfetuada = FactOf<typeof CompraEfetuada>;
