import { Uuid } from '@faturaviva/events';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { cardOf, mustBeOpen } from './fields.ts';

export const unblockCard = defineCommand({
  name: 'unblockCard',
  path: '/v1/cards/:cardId/unblock',
  summary: 'Let a blocked card buy again',
  params: z.object({ cardId: Uuid }),
  body: z.strictObject({}),
  answer: z.object({ cardId: z.uuid(), blocked: z.boolean(), seq: z.int() }),
  account: { by: 'card', id: (_body, params) => params.cardId },
  once: 'state',
  decide(state, { params }) {
    const account = mustBeOpen(state);
    const { cardId, blocked } = cardOf(account, params.cardId);
    if (!blocked) return { facts: [], status: 200, answer: { cardId, blocked: false, seq: account.seq } };
    return {
      facts: [{ type: 'br.faturaviva.CartaoDesbloqueado.v1', data: { cardId } }],
      status: 200,
      answer: { cardId, blocked: false, seq: account.seq + 1 },
    };
  },
});
