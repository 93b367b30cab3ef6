import { Uuid } from '@faturaviva/events';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { Moment, mustBeOpen, purchaseOf } from './fields.ts';

export const reportFraud = defineCommand({
  name: 'reportFraud',
  path: '/v1/purchases/:purchaseId/fraud-reports',
  summary: 'Say whether a purchase was the holder’s: a label for those who look for fraud, and nothing else',
  params: z.object({ purchaseId: Uuid }),
  body: z.strictObject({ denied: z.boolean(), reportedAt: Moment.optional() }),
  answer: z.object({
    reportId: z.uuid(),
    purchaseId: z.uuid(),
    denied: z.boolean(),
    seq: z.int(),
    postedAt: z.string(),
  }),
  account: { by: 'purchase', id: (_body, params) => params.purchaseId },
  refers: (_body, { purchaseId }) => ({ purchaseId }),
  once: 'key',
  claims: 'reportedAt',
  decide(state, { body: { denied }, params, id: reportId, postedAt }) {
    const account = mustBeOpen(state);
    const { purchaseId, cardId } = purchaseOf(account, params.purchaseId);
    return {
      facts: [{ type: 'br.faturaviva.RelatoDeFraude.v1', data: { reportId, purchaseId, cardId, denied } }],
      status: 201,
      answer: { reportId, purchaseId, denied, seq: account.seq + 1, postedAt },
    };
  },
});
