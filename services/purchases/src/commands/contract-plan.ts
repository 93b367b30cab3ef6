import { dateIn, nextCycle } from '@faturaviva/calendar';
import type { Adjustment } from '@faturaviva/events';
import { Uuid } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { formatBrl, type PlanInstalment, planIof, policyOf, pricePlan } from '@faturaviva/money';
import { z } from 'zod';
import type { AccountState } from '../account.ts';
import { defineCommand } from '../command.ts';
import { Moment, mustBeOpen } from './fields.ts';

/** Due dates of the open invoice and of those after it, as they stand today. */
function dueDates({ dates, closingDay, dueDay }: AccountState, count: number): string[] {
  const all = [dates];
  while (all.length < count) all.push(nextCycle(all.at(-1) ?? dates, closingDay, dueDay));
  return all.map(({ dueOn }) => dueOn);
}

function planLines(plan: PlanInstalment[], principalCents: number, iofCents: number, cycle: number): Adjustment[] {
  return [
    { kind: 'plan-credit', cycle, amountCents: -principalCents, instalment: null },
    ...plan.map(
      ({ cents }, index): Adjustment => ({
        kind: 'plan-instalment',
        cycle: cycle + index,
        amountCents: cents,
        instalment: { number: index + 1, of: plan.length },
      }),
    ),
    ...(iofCents > 0 ? [{ kind: 'iof' as const, cycle, amountCents: iofCents, instalment: null }] : []),
  ];
}

export const contractPlan = defineCommand({
  name: 'contractPlan',
  path: '/v1/accounts/:accountId/plans',
  summary: 'Pay what is left of the last closed invoice by a plan of equal instalments',
  params: z.object({ accountId: Uuid }),
  body: z.strictObject({ instalments: z.int().min(2).max(24), contractedAt: Moment.optional() }),
  answer: z.object({
    planId: z.uuid(),
    accountId: z.uuid(),
    principalCents: z.int(),
    monthlyRate: z.string(),
    instalmentCents: z.array(z.int()),
    iofCents: z.int(),
    seq: z.int(),
    postedAt: z.string(),
  }),
  account: { of: (_body, params) => params.accountId },
  refers: () => ({ lastInvoice: true }),
  once: 'key',
  claims: 'contractedAt',
  decide(state, { body, id: planId, accountId, postedAt }) {
    const account = mustBeOpen(state);
    const { lastInvoice, cycle } = account;
    if (!lastInvoice)
      throw new Problem(422, 'no-closed-invoice', 'No closed invoice of this account is known (yet): try again.');
    const principalCents = lastInvoice.totalCents - lastInvoice.paidCents;
    if (lastInvoice.planned || principalCents <= 0)
      throw new Problem(422, 'nothing-to-plan', 'Nothing of the last invoice is left to be paid by a plan.');
    const policy = policyOf(account.policy);
    const { monthlyRate } = policy.plan;
    const plan = pricePlan(principalCents, monthlyRate, body.instalments);
    if (plan.some(({ cents }) => cents < policy.smallestInstalmentCents))
      throw new Problem(
        422,
        'instalment-too-small',
        `Each instalment must come to at least ${formatBrl(policy.smallestInstalmentCents)}: choose fewer.`,
      );
    const iofCents = planIof(plan, dueDates(account, plan.length), dateIn(postedAt), policy);
    const lines = planLines(plan, principalCents, iofCents, cycle);
    const terms = { planId, principalCents, monthlyRate };
    const { cycle: invoiceCycle } = lastInvoice;
    const data = { ...terms, invoiceCycle, instalments: plan.length, lines, policy: account.policy };
    const instalmentCents = plan.map(({ cents }) => cents);
    return {
      facts: [{ type: 'br.faturaviva.FaturaParcelada.v1', data }],
      status: 201,
      answer: { ...terms, accountId, instalmentCents, iofCents, seq: account.seq + 1, postedAt },
    };
  },
});
