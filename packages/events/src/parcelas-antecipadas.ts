import { z } from 'zod';
import { Adjustments, adjustedPurchase } from './adjustment.ts';
import { defineFact, type FactOf } from './fact.ts';

/** Instalments to come moved into the open invoice, at a discount. The sum of `lines` is `-discountCents`. */
export const ParcelasAntecipadas = defineFact('br.faturaviva.ParcelasAntecipadas.v1', {
  anticipationId: z.uuid(),
  ...adjustedPurchase,
  discountCents: z.int().min(0),
  lines: Adjustments,
  policy: z.string(),
});
export type ParcelasAntecipadas = FactOf<typeof ParcelasAntecipadas>;
