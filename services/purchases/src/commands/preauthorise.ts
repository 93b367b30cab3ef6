import { AmountCents, Merchant, Uuid } from '@faturaviva/events';
import { policyOf } from '@faturaviva/money';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { Moment, mustBeOpen } from './fields.ts';
import { Declined, decline, refusal } from './refusal.ts';

const DAY_MS = 86_400_000;

export const preauthorise = defineCommand({
  name: 'preauthorise',
  path: '/v1/holds',
  summary: 'Hold an amount: it takes limit, shows as pending, and is in no invoice until it is captured',
  params: z.object({}),
  body: z.strictObject({
    cardId: Uuid,
    amountCents: AmountCents,
    merchant: z.strictObject(Merchant.shape),
    occurredAt: Moment.optional(),
  }),
  answer: z.object({
    holdId: z.uuid(),
    status: z.enum(['approved', 'declined']),
    ...Declined.shape,
    accountId: z.uuid(),
    cardId: z.uuid(),
    amountCents: z.int(),
    expiresAt: z.string().optional(),
    seq: z.int(),
    postedAt: z.string(),
  }),
  account: { by: 'card', id: (body) => body.cardId },
  once: 'key',
  claims: 'occurredAt',
  decide(state, { body, id: holdId, accountId, postedAt }) {
    const account = mustBeOpen(state);
    const { cardId, amountCents, merchant, occurredAt = postedAt } = body;
    const answer = { holdId, accountId, cardId, amountCents, seq: account.seq + 1, postedAt };
    const refused = refusal(account, { cardId, amountCents, instalments: 1 });
    if (refused) {
      const data = { purchaseId: holdId, cardId, amountCents, instalments: 1, merchant, occurredAt };
      return decline(data, refused, answer);
    }
    const { hold } = policyOf(account.policy);
    const days = hold.longStays.test(merchant.mcc) ? hold.longDays : hold.days;
    const expiresAt = new Date(Date.parse(postedAt) + days * DAY_MS).toISOString();
    const data = { holdId, cardId, amountCents, merchant, occurredAt, expiresAt };
    return {
      facts: [{ type: 'br.faturaviva.CompraPreAutorizada.v1', data }],
      status: 201,
      answer: { ...answer, status: 'approved', expiresAt },
    };
  },
});
