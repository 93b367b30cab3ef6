import { Uuid } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { policyOf } from '@faturaviva/money';
import { z } from 'zod';
import type { AccountState } from '../account.ts';
import { defineCommand } from '../command.ts';
import { Moment, mustBeOpen } from './fields.ts';

const MONTH = 30;

/** Early in a month an invoice falls due that closed late in the one before. */
function closingDayFor(dueDay: number, policy: string): number {
  const { daysToPay } = policyOf(policy);
  return (dueDay > daysToPay ? dueDay : dueDay + MONTH) - daysToPay;
}

const DAY_MS = 86_400_000;

/** @throws Problem 422 for a day that is not offered, or before the last choice has held long enough */
function mayChoose({ policy, dueChangedAt }: AccountState, dueDay: number, postedAt: string): void {
  const { dueDays, dueDayHoldsDays } = policyOf(policy);
  if (!dueDays.includes(dueDay))
    throw new Problem(422, 'day-not-offered', `Choose one of the days ${dueDays.join(', ')}.`);
  const holdsUntil =
    dueChangedAt === null ? '' : new Date(Date.parse(dueChangedAt) + dueDayHoldsDays * DAY_MS).toISOString();
  if (postedAt < holdsUntil)
    throw new Problem(422, 'changed-lately', `The due day can be changed once in ${dueDayHoldsDays} days.`);
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
  decide(state, { body: { dueDay }, accountId, postedAt }) {
    const account = mustBeOpen(state);
    const { dueDay: previousDueDay, closingDay: previousClosingDay, seq } = account;
    const closingDay = closingDayFor(dueDay, account.policy);
    if (dueDay === previousDueDay) {
      return { facts: [], status: 200, answer: { accountId, dueDay, closingDay: previousClosingDay, seq } };
    }
    mayChoose(account, dueDay, postedAt);
    const data = { closingDay, dueDay, previousClosingDay, previousDueDay };
    return {
      facts: [{ type: 'br.faturaviva.VencimentoAlterado.v1', data }],
      status: 200,
      answer: { accountId, dueDay, closingDay, seq: seq + 1 },
    };
  },
});
