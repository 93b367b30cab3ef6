import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';

/** `virtual`: for purchases online, without plastic. */
export const CardKind = z.enum(['physical', 'virtual']);
export type CardKind = z.infer<typeof CardKind>;

export const CartaoEmitido = defineFact('br.faturaviva.CartaoEmitido.v1', {
  cardId: z.uuid(),
  /** The only digits of the card number that exist in this system. */
  last4: z.string().regex(/^\d{4}$/),
  kind: CardKind.default('physical'),
});
export type CartaoEmitido = FactOf<typeof CartaoEmitido>;
