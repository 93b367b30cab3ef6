import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';

export const CartaoEmitido = defineFact('br.faturaviva.CartaoEmitido.v1', {
  cardId: z.uuid(),
  /** The only digits of the card number that exist in this system. */
  last4: z.string().regex(/^\d{4}$/),
});
export type CartaoEmitido = FactOf<typeof CartaoEmitido>;
