import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';

export const CartaoEmitido = defineFact('br.faturaviva.CartaoEmitido.v1', {
  cardId: z.uuid(),
  /** The only digits of the card number that exist in this system. */
  last4: z.string().regex(/^\d{4}$/),
  /** `virtual`: for purchases online, without plastic. */
  kind: z.enum(['physical', 'virtual']).default('physical'),
});
export type CartaoEmitido = FactOf<typeof CartaoEmitido>;
