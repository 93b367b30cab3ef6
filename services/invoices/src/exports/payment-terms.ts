import { daysBetween, type IsoDate } from '@faturaviva/calendar';
import { type Policy, planIof, pricePlan } from '@faturaviva/money';
import { chargesOn } from '../rules/charges.ts';
import type { FinancingOption, PaymentTerms } from './invoice-document.ts';

export interface Asked {
  totalCents: number;
  minimumCents: number;
  dueOn: IsoDate;
  chargeableFrom: IsoDate;
  /** Due dates of the invoices after it, nearest first. */
  laterDueOn: readonly IsoDate[];
}

/** Of all that may be contracted (2 to 24), those that are printed. */
const PRINTED_PLANS = [3, 6, 12];

/** How the invoice may be paid, by the rules that would then be applied. */
export function paymentTerms(asked: Asked, policy: Policy): PaymentTerms | null {
  const { totalCents, minimumCents } = asked;
  if (totalCents <= 0) return null;
  const revolving = revolve(asked, policy);
  const plans = PRINTED_PLANS.flatMap((count) => plan(asked, count, policy) ?? []);
  return {
    minimumCents,
    chargesAfterMinimumCents: revolving ? revolving.totalCents - totalCents : 0,
    options: [...(revolving ? [revolving] : []), ...plans].toSorted((one, other) => one.totalCents - other.totalCents),
  };
}

/** The minimum on the due date, the rest with its charges on the next one (Res. CMN 4.549/2017). */
function revolve(asked: Asked, policy: Policy): FinancingOption | null {
  const { totalCents, minimumCents, dueOn } = asked;
  const [nextDueOn] = asked.laterDueOn;
  const left = totalCents - minimumCents;
  if (left <= 0 || nextDueOn === undefined) return null;
  const settlements = [{ on: dueOn, cents: minimumCents }];
  const invoice = { ...asked, cycle: 0, settlements, revolvedCents: 0, debtCents: 0, chargedCents: 0, lateInRow: 0 };
  const charges = chargesOn(invoice, nextDueOn, policy).charges.reduce((sum, { cents }) => sum + cents, 0);
  return {
    kind: 'rotativo',
    instalments: 1,
    instalmentCents: left + charges,
    totalCents: totalCents + charges,
    ...ratesOf(policy.revolvingMonthlyRate),
    cet: yearlyCost(left, [{ cents: left + charges, days: daysBetween(dueOn, nextDueOn) }]),
  };
}

/** The whole total by equal instalments from the next invoice on, the first with the IOF. */
function plan({ totalCents, dueOn, laterDueOn }: Asked, count: number, policy: Policy): FinancingOption | null {
  const dueDates = laterDueOn.slice(0, count);
  const instalments = pricePlan(totalCents, policy.plan.monthlyRate, count);
  const [first] = instalments;
  if (!first || first.cents < policy.smallestInstalmentCents || dueDates.length < count) return null;
  const iof = planIof(instalments, dueDates, dueOn, policy);
  const flows = instalments.map(({ cents }, index) => ({
    cents: cents + (index === 0 ? iof : 0),
    days: daysBetween(dueOn, dueDates[index] ?? dueOn),
  }));
  return {
    kind: 'plan',
    instalments: count,
    instalmentCents: first.cents,
    totalCents: flows.reduce((sum, { cents }) => sum + cents, 0),
    ...ratesOf(policy.plan.monthlyRate),
    cet: yearlyCost(totalCents, flows),
  };
}

// What follows are rates for people to compare, with four decimals, and never amounts.

const ratesOf = (monthlyRate: string) => ({
  monthlyRate,
  yearlyRate: ((1 + Number(monthlyRate)) ** 12 - 1).toFixed(4),
});

interface Flow {
  cents: number;
  days: number;
}

/** Custo Efetivo Total: the yearly rate at which the flows are worth what was lent (Res. CMN 4.881/2020, days over 365). */
function yearlyCost(lentCents: number, flows: readonly Flow[]): string {
  const worth = (rate: number) => flows.reduce((sum, { cents, days }) => sum + cents / (1 + rate) ** (days / 365), 0);
  let low = 0;
  let high = 1_000;
  for (let step = 0; step < 80; step++) {
    const middle = (low + high) / 2;
    if (worth(middle) > lentCents) low = middle;
    else high = middle;
  }
  return high.toFixed(4);
}
