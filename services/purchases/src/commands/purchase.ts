import { AmountCents, Merchant, Uuid } from '@faturaviva/events';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { Moment, mustBeOpen } from './fields.ts';
import { Declined, decline, refusal } from './refusal.ts';

/** How a purchase is answered, whether a card machine asked for it or a hold became it. */
export const PurchaseAnswer = z.object({
  purchaseId: z.uuid(),
  status: z.enum(['approved', 'declined']),
  ...Declined.shape,
  accountId: z.uuid(),
  cardId: z.uuid(),
  amountCents: z.int(),
  instalments: z.int(),
  seq: z.int(),
  postedAt: z.string(),
});

export const purchase = defineCommand({
  name: 'purchase',
  path: '/v1/purchases',
  summary: 'Authorise a card purchase',
  params: z.object({}),
  body: z.strictObject({
    cardId: Uuid,
    amountCents: AmountCents,
    instalments: z.int().min(1).max(24).default(1),
    merchant: z.strictObject(Merchant.shape),
    occurredAt: Moment.optional(),
  }),
  answer: PurchaseAnswer,
  account: { by: 'card', id: (body) => body.cardId },
  once: 'key',
  claims: 'occurredAt',
  decide(state, { body, id: purchaseId, accountId, postedAt }) {
    const account = mustBeOpen(state);
    const { cardId, amountCents, instalments, merchant } = body;
    const data = { purchaseId, cardId, amountCents, instalments, merchant, occurredAt: body.occurredAt ?? postedAt };
    const answer = { purchaseId, accountId, cardId, amountCents, instalments, seq: account.seq + 1, postedAt };
    const refused = refusal(account, body);
    if (refused) return decline(data, refused, answer);
    return {
      facts: [{ type: 'br.faturaviva.CompraEfetuada.v1', data: { ...data, policy: account.policy } }],
      status: 201,
      answer: { ...answer, status: 'approved' },
    };
  },
});
