import { Uuid } from '@faturaviva/events';
import { policyOf } from '@faturaviva/money';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { Moment, mustBeOpen } from './fields.ts';

const MONTH = 30;

/** Early in a month an invoice falls due that closed late in the one before. */
function closingDayFor(dueDay: number, policy: string): number {
  const { daysToPay } = policyOf(policy);
  return (dueDay > daysToPay ? dueDay : dueDay + MONTH) - daysToPay;
}

export const changeDueDay = defineCommand({
  name: 'changeDueDay',
  path: '/v1/accounts/:accountId/due-day',
  summary: 'Choose the day on which invoices fall due, from the next cycle on',
  params: z.object({ accountId: Uuid }),
  body: z.strictObject({ dueDay: z.int().min(1).max(28), changedAt: Moment.optional() }),
  answer: z.object({ accountId: z.uuid(), dueDay: z.int(), closingDay: z.int(), seq: z.int() }),
  account: { of: (_body, params) => params.accountId },
  once: 'state',
  claims: 'changedAt',
  decide(state, { body: { dueDay }, accountId }) {
    const account = mustBeOpen(state);
    const { dueDay: previousDueDay, closingDay: previousClosingDay, seq } = account;
    const closingDay = closingDayFor(dueDay, account.policy);
    if (dueDay === previousDueDay) {
      return { facts: [], status: 200, answer: { accountId, dueDay, closingDay: previousClosingDay, seq } };
    }
    const data = { closingDay, dueDay, previousClosingDay, previousDueDay };
    return {
      facts: [{ type: 'br.faturaviva.VencimentoAlterado.v1', data }],
      status: 200,
      answer: { accountId, dueDay, closingDay, seq: seq + 1 },
    };
  },
});
