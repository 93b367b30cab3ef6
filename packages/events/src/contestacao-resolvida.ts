import { z } from 'zod';
import { Adjustments, adjustedPurchase } from './adjustment.ts';
import { defineFact, type FactOf } from './fact.ts';

export const DisputeOutcome = z.enum(['merchant-won', 'merchant-refunded', 'withdrawn']);
export type DisputeOutcome = z.infer<typeof DisputeOutcome>;

/** A dispute is settled: the trust credit is set back, and where the merchant refunds, its refund stands beside that. */
export const ContestacaoResolvida = defineFact('br.faturaviva.ContestacaoResolvida.v1', {
  disputeId: z.uuid(),
  ...adjustedPurchase,
  outcome: DisputeOutcome,
  lines: Adjustments,
});
export type ContestacaoResolvida = FactOf<typeof ContestacaoResolvida>;
