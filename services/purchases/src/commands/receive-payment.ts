import { businessDayBefore, dateIn, type IsoDate } from '@faturaviva/calendar';
import { AmountCents, Day, Uuid } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { type Policy, policyOf } from '@faturaviva/money';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { Moment, mustBeOpen, PastDay } from './fields.ts';

type Method = keyof Policy['settlesWithinDays'];

/**
 * The day the holder paid decides over charges; so a caller states it only as far back as its way of settling takes,
 * and an import as it was. @throws Problem 400
 */
function mayBeDated(paidOn: IsoDate, receivedOn: IsoDate, earliest: IsoDate): void {
  if (paidOn >= earliest && paidOn <= receivedOn) return;
  const message =
    paidOn > receivedOn ? 'lies after the day the payment is received' : `lies before ${earliest}: too long ago`;
  throw new Problem(400, 'invalid-request', 'Some fields do not fit.', { errors: [{ field: 'paidOn', message }] });
}

const earliestFor = (method: Method, receivedOn: IsoDate, policy: string): IsoDate =>
  businessDayBefore(receivedOn, policyOf(policy).settlesWithinDays[method]);

export const receivePayment = defineCommand({
  name: 'receivePayment',
  path: '/v1/accounts/:accountId/payments',
  summary: 'Receive a payment: a credit of the open invoice',
  params: z.object({ accountId: Uuid }),
  body: z.strictObject({
    amountCents: AmountCents,
    method: z.enum(['pix', 'boleto', 'debit']),
    paidOn: PastDay.optional().describe(
      'The day the holder paid: the day it is received, which is the default; of a boleto a few business days before; of an import any day before',
    ),
    receivedAt: Moment.optional(),
  }),
  answer: z.object({
    paymentId: z.uuid(),
    accountId: z.uuid(),
    amountCents: z.int(),
    paidOn: Day,
    seq: z.int(),
    postedAt: z.string(),
  }),
  account: { of: (_body, params) => params.accountId },
  once: 'key',
  claims: 'receivedAt',
  decide(state, { body, id: paymentId, accountId, postedAt, mayStatePast }) {
    const account = mustBeOpen(state);
    const receivedOn = dateIn(postedAt);
    const paidOn = body.paidOn ?? receivedOn;
    const { amountCents, method } = body;
    mayBeDated(paidOn, receivedOn, mayStatePast ? paidOn : earliestFor(method, receivedOn, account.policy));
    return {
      facts: [{ type: 'br.faturaviva.PagamentoRecebido.v1', data: { paymentId, amountCents, method, paidOn } }],
      status: 201,
      answer: { paymentId, accountId, amountCents, paidOn, seq: account.seq + 1, postedAt },
    };
  },
});
