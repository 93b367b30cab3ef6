import { nextCycle } from '@faturaviva/calendar';
import type { CicloEncerrado } from '@faturaviva/events';
import { type PlanInstalment, type Policy, planIof, policyOf, pricePlan } from '@faturaviva/money';
import type { Charges } from './charges.ts';
import { type AccountState, type Line, NO_PURCHASE } from './state.ts';

type Unnumbered = Omit<Line, 'number'>;

/** What a closing adds to its own invoice for the one before it, and to those to come for the plan that it begins. */
export function closingLines(state: AccountState, fact: CicloEncerrado, decided: Charges): Line[] {
  const { cycle } = fact;
  const charges = decided.charges.map(({ kind, cents }): Unnumbered => chargeLine(fact, kind, cents));
  const lines = [...charges, ...(decided.plannedCents > 0 ? mandatoryPlan(state, fact, decided) : [])];
  return lines.map((line, index) => ({ ...line, cycle: Math.max(line.cycle, cycle), number: index + 1 }));
}

const chargeLine = (fact: CicloEncerrado, kind: Line['kind'], amountCents: number): Unnumbered => ({
  cycle: fact.cycle,
  kind,
  amountCents,
  occurredAt: fact.time,
  ...NO_PURCHASE,
});

/** What has revolved once is paid by equal instalments, the first of them in the invoice that closes (Res. CMN 4.549). */
function mandatoryPlan(state: AccountState, fact: CicloEncerrado, decided: Charges): Unnumbered[] {
  const policy = policyOf(state.policy);
  const { plannedCents, planRoomCents } = decided;
  const plan = pricePlan(plannedCents, policy.plan.monthlyRate, instalmentsOf(plannedCents, policy), planRoomCents);
  const iofCents = planIof(plan, dueDates(state, fact, plan.length), state.last?.dueOn ?? '', policy);
  return [
    chargeLine(fact, 'plan-credit', -plannedCents),
    ...plan.map((instalment, index) => planLine(fact, instalment, index, plan.length, plannedCents)),
    ...(iofCents > 0 ? [chargeLine(fact, 'iof', iofCents)] : []),
  ];
}

/** As many as the policy has, or fewer, so that none is too small to be offered. */
function instalmentsOf(cents: number, { plan, smallestInstalmentCents }: Policy): number {
  return Math.max(1, Math.min(plan.mandatoryInstalments, Math.floor(cents / smallestInstalmentCents)));
}

const planLine = (
  fact: CicloEncerrado,
  { cents }: PlanInstalment,
  index: number,
  of: number,
  purchaseCents: number,
): Unnumbered => ({
  ...chargeLine(fact, 'plan-instalment', cents),
  cycle: fact.cycle + index,
  instalment: { number: index + 1, of, purchaseCents },
});

/** Of the closing invoice and of those after it. */
function dueDates({ closingDay, dueDay }: AccountState, { data }: CicloEncerrado, count: number): string[] {
  const all = [data.closed, data.next];
  while (all.length < count) all.push(nextCycle(all.at(-1) ?? data.next, closingDay, dueDay));
  return all.slice(0, count).map(({ dueOn }) => dueOn);
}
