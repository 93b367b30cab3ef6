import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';

/**
 * In place of a parked fact that will never be mended: its `seq` means nothing, and what waited for it waits no more.
 * Only with `repairs` in its envelope.
 */
export const FatoDescartado = defineFact('br.faturaviva.FatoDescartado.v1', {
  /** Why, in an operator's words. */
  note: z.string().min(1).max(500),
});
export type FatoDescartado = FactOf<typeof FatoDescartado>;
