import { AmountCents, Uuid } from '@faturaviva/events';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { Moment, mustBeOpen } from './fields.ts';

export const changeLimit = defineCommand({
  name: 'changeLimit',
  path: '/v1/accounts/:accountId/limit',
  summary: 'Give an account another limit, also one below what is used',
  params: z.object({ accountId: Uuid }),
  body: z.strictObject({ limitCents: AmountCents, changedAt: Moment.optional() }),
  answer: z.object({ accountId: z.uuid(), limitCents: z.int(), availableCents: z.int(), seq: z.int() }),
  scope: 'operator',
  account: { of: (_body, params) => params.accountId },
  once: 'state',
  claims: 'changedAt',
  decide(state, { body: { limitCents }, accountId }) {
    const account = mustBeOpen(state);
    const { limitCents: previousCents, usedCents, seq } = account;
    const answer = { accountId, limitCents, availableCents: limitCents - usedCents };
    if (limitCents === previousCents) return { facts: [], status: 200, answer: { ...answer, seq } };
    return {
      facts: [{ type: 'br.faturaviva.LimiteAlterado.v1', data: { limitCents, previousCents } }],
      status: 200,
      answer: { ...answer, seq: seq + 1 },
    };
  },
});
