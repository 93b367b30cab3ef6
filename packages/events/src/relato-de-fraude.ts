import { z } from 'zod';
import { defineFact, type FactOf } from './fact.ts';

/** The holder said whether a purchase was theirs: a label for whoever learns from it. It changes no invoice. */
export const RelatoDeFraude = defineFact('br.faturaviva.RelatoDeFraude.v1', {
  reportId: z.uuid(),
  purchaseId: z.uuid(),
  cardId: z.uuid(),
  /** `true`: it was not the holder's. */
  denied: z.boolean(),
});
export type RelatoDeFraude = FactOf<typeof RelatoDeFraude>;
