import { Uuid } from '@faturaviva/events';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { cardOf, mustBeOpen } from './fields.ts';

export const blockCard = defineCommand({
  name: 'blockCard',
  path: '/v1/cards/:cardId/block',
  summary: 'Block a card; its purchases are declined from the next one on',
  params: z.object({ cardId: Uuid }),
  body: z.strictObject({ reason: z.enum(['holder', 'lost', 'fraud']).default('holder') }),
  answer: z.object({ cardId: z.uuid(), blocked: z.boolean(), seq: z.int() }),
  scope: ['purchase', 'operator'],
  account: { by: 'card', id: (_body, params) => params.cardId },
  once: 'state',
  decide(state, { body, params }) {
    const account = mustBeOpen(state);
    const { cardId, blocked } = cardOf(account, params.cardId);
    if (blocked) return { facts: [], status: 200, answer: { cardId, blocked: true, seq: account.seq } };
    return {
      facts: [{ type: 'br.faturaviva.CartaoBloqueado.v1', data: { cardId, reason: body.reason } }],
      status: 200,
      answer: { cardId, blocked: true, seq: account.seq + 1 },
    };
  },
});
