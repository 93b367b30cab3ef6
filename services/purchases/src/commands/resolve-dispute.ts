import { type Adjustment, DisputeOutcome, Uuid } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { adjustedOf, Moment, mustBeOpen, purchaseOf } from './fields.ts';

export const resolveDispute = defineCommand({
  name: 'resolveDispute',
  path: '/v1/disputes/:disputeId/resolution',
  summary: 'Settle a dispute: the credit in trust is set back, and a merchant that gives way refunds beside it',
  params: z.object({ disputeId: Uuid }),
  body: z.strictObject({ outcome: DisputeOutcome, resolvedAt: Moment.optional() }),
  answer: z.object({ disputeId: z.uuid(), purchaseId: z.uuid(), outcome: z.string(), seq: z.int() }),
  scope: 'operator',
  account: { by: 'dispute', id: (_body, params) => params.disputeId },
  refers: (_body, { disputeId }) => ({ disputeId }),
  once: 'state',
  claims: 'resolvedAt',
  decide(state, { body: { outcome }, params: { disputeId } }) {
    const account = mustBeOpen(state);
    const dispute = account.disputes.get(disputeId);
    if (!dispute) throw new Problem(404, 'dispute-not-found', 'There is no such dispute.');
    const { purchaseId, amountCents, creditCents } = dispute;
    const answer = { disputeId, purchaseId, outcome };
    if (dispute.outcome === outcome) return { facts: [], status: 200, answer: { ...answer, seq: account.seq } };
    if (dispute.outcome !== null) throw new Problem(422, 'already-settled', `It was settled: ${dispute.outcome}.`);
    const purchase = purchaseOf(account, purchaseId);
    const { cycle } = account;
    const reversal: Adjustment = { kind: 'dispute-reversal', cycle, amountCents: creditCents, instalment: null };
    const refund: Adjustment = { kind: 'refund', cycle, amountCents: -amountCents, instalment: null };
    const lines = outcome === 'merchant-refunded' ? [refund, reversal] : [reversal];
    const data = { disputeId, ...adjustedOf(purchase), outcome, lines };
    return {
      facts: [{ type: 'br.faturaviva.ContestacaoResolvida.v1', data }],
      status: 200,
      answer: { ...answer, seq: account.seq + 1 },
    };
  },
});
