import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';

export const HoldOutcome = z.enum(['captured', 'cancelled', 'expired']);
export type HoldOutcome = z.infer<typeof HoldOutcome>;

/** A hold is over. `releasedCents` is what of it was not captured, and is limit again. */
export const PreAutorizacaoEncerrada = defineFact('br.faturaviva.PreAutorizacaoEncerrada.v1', {
  holdId: z.uuid(),
  outcome: HoldOutcome,
  releasedCents: z.int().min(0),
});
export type PreAutorizacaoEncerrada = FactOf<typeof PreAutorizacaoEncerrada>;
