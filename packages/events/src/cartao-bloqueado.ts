import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';

export const CartaoBloqueado = defineFact('br.faturaviva.CartaoBloqueado.v1', {
  cardId: z.uuid(),
  reason: z.enum(['holder', 'lost', 'fraud']),
});
export type CartaoBloqueado = FactOf<typeof CartaoBloqueado>;
