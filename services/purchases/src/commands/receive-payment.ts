import { dateIn } from '@faturaviva/calendar';
import { AmountCents, Day, Uuid } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { Moment, mustBeOpen, PastDay } from './fields.ts';

export const receivePayment = defineCommand({
  name: 'receivePayment',
  path: '/v1/accounts/:accountId/payments',
  summary: 'Receive a payment: a credit of the open invoice',
  params: z.object({ accountId: Uuid }),
  body: z.strictObject({
    amountCents: AmountCents,
    method: z.enum(['pix', 'boleto', 'debit']),
    paidOn: PastDay.optional().describe(
      'The day the holder paid, when it settles later; default: the day it is received',
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
  decide(state, { body, id: paymentId, accountId, postedAt }) {
    const account = mustBeOpen(state);
    const receivedOn = dateIn(postedAt);
    const paidOn = body.paidOn ?? receivedOn;
    if (paidOn > receivedOn) {
      throw new Problem(400, 'invalid-request', 'Some fields do not fit.', {
        errors: [{ field: 'paidOn', message: 'lies after the day the payment is received' }],
      });
    }
    const { amountCents, method } = body;
    return {
      facts: [{ type: 'br.faturaviva.PagamentoRecebido.v1', data: { paymentId, amountCents, method, paidOn } }],
      status: 201,
      answer: { paymentId, accountId, amountCents, paidOn, seq: account.seq + 1, postedAt },
    };
  },
});
