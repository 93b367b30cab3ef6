import { Reference, Uuid } from '@faturaviva/events';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { Moment, mustBeOpen } from './fields.ts';
import { cardIdOf } from './identity.ts';

const digits = (cardId: string): string => String(Number.parseInt(cardId.slice(0, 8), 16) % 10_000).padStart(4, '0');

export const issueCard = defineCommand({
  name: 'issueCard',
  path: '/v1/accounts/:accountId/cards',
  summary: 'Issue a card of an account, or meet it again by its reference',
  params: z.object({ accountId: Uuid }),
  body: z.strictObject({
    reference: Reference,
    last4: z
      .string()
      .regex(/^\d{4}$/, 'four digits')
      .optional(),
    kind: z.enum(['physical', 'virtual']).default('physical'),
    issuedAt: Moment.optional(),
  }),
  answer: z.object({
    cardId: z.uuid(),
    accountId: z.uuid(),
    reference: z.string(),
    last4: z.string(),
    kind: z.enum(['physical', 'virtual']).optional(),
    seq: z.int(),
  }),
  account: { of: (_body, params) => params.accountId },
  once: 'state',
  claims: 'issuedAt',
  decide(state, { body, accountId }) {
    const account = mustBeOpen(state);
    const cardId = cardIdOf(accountId, body.reference);
    const known = account.cards.find((card) => card.cardId === cardId);
    const last4 = known?.last4 ?? body.last4 ?? digits(cardId);
    const answer = { cardId, accountId, reference: body.reference, last4 };
    if (known) return { facts: [], status: 200, answer: { ...answer, seq: account.seq } };
    return {
      facts: [{ type: 'br.faturaviva.CartaoEmitido.v1', data: { cardId, last4, kind: body.kind } }],
      status: 201,
      answer: { ...answer, kind: body.kind, seq: account.seq + 1 },
    };
  },
});
