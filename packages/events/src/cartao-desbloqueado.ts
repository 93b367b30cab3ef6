import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';

export const CartaoDesbloqueado = defineFact('br.faturaviva.CartaoDesbloqueado.v1', { cardId: z.uuid() });
export type CartaoDesbloqueado = FactOf<typeof CartaoDesbloqueado>;
