import { dateIn } from '@faturaviva/calendar';
import { AmountCents, type CompraEfetuada, Merchant, OriginalAmount, Reference, Uuid } from '@faturaviva/events';
import { currencies, shareOf } from '@faturaviva/money';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { convertOn, type ExchangeRates } from '../exchange-rates.ts';
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
  /** Of a purchase abroad: its rate and its tax, a line of its own. */
  rate: z.string().optional(),
  iofCents: z.int().optional(),
  instalments: z.int(),
  seq: z.int(),
  postedAt: z.string(),
});

interface Priced {
  amountCents?: number | undefined;
  original?: Pick<OriginalAmount, 'currency' | 'amountMinor'> | undefined;
}
type Original = NonNullable<CompraEfetuada['data']['original']>;

/** In reais. Abroad, at the rate and the tax of the day it is posted: all that a reader needs is in the fact. */
function priceOf(
  { amountCents = 0, original }: Priced,
  postedAt: string,
  policy: string,
  rates: ExchangeRates,
): { amountCents: number; original?: Original } {
  if (!original) return { amountCents };
  const { iofRate, ...priced } = convertOn(original, dateIn(postedAt), policy, rates);
  const iofCents = shareOf(priced.amountCents, iofRate);
  return { amountCents: priced.amountCents, original: { ...priced.original, iofRate, iofCents } };
}

export const purchase = defineCommand({
  name: 'purchase',
  path: '/v1/purchases',
  summary: 'Authorise a card purchase',
  params: z.object({}),
  body: z
    .strictObject({
      cardId: Uuid,
      amountCents: AmountCents.optional().describe('In reais; a purchase abroad has `original` in its place'),
      original: z
        .strictObject({ currency: z.enum(currencies), amountMinor: OriginalAmount.shape.amountMinor })
        .optional()
        .describe('What it cost abroad, in the smallest unit of its currency; the bank decides the rate'),
      instalments: z.int().min(1).max(24).default(1),
      merchant: z.strictObject(Merchant.shape),
      occurredAt: Moment.optional(),
      sourceId: Reference.optional().describe('Your own name for the row that it comes from; its fact carries it'),
    })
    .refine((body) => (body.amountCents === undefined) !== (body.original === undefined), {
      path: ['amountCents'],
      error: 'give either amountCents or original',
    })
    .refine((body) => body.original === undefined || body.instalments === 1, {
      path: ['instalments'],
      error: 'a purchase abroad is paid at once',
    }),
  answer: PurchaseAnswer,
  account: { by: 'card', id: (body) => body.cardId },
  once: 'key',
  claims: 'occurredAt',
  decide(state, { body, id: purchaseId, accountId, postedAt, rates }) {
    const account = mustBeOpen(state);
    const { cardId, instalments, merchant, occurredAt = postedAt, sourceId } = body;
    const { amountCents, original } = priceOf(body, postedAt, account.policy, rates);
    const named = sourceId === undefined ? {} : { sourceId };
    const data = { purchaseId, cardId, amountCents, instalments, merchant, occurredAt, ...named };
    const answer = { purchaseId, accountId, cardId, amountCents, instalments, seq: account.seq + 1, postedAt };
    const asked = { cardId, amountCents: amountCents + (original?.iofCents ?? 0), instalments };
    const refused = refusal(account, asked);
    if (refused) return decline(data, refused, answer);
    return {
      facts: [
        {
          type: 'br.faturaviva.CompraEfetuada.v1',
          data: { ...data, policy: account.policy, ...(original ? { original } : {}) },
        },
      ],
      status: 201,
      answer: {
        ...answer,
        status: 'approved',
        ...(original ? { rate: original.rate, iofCents: original.iofCents } : {}),
      },
    };
  },
});
