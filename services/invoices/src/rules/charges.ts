import { daysBetween, type IsoDate } from '@faturaviva/calendar';
import { interestOn, type Policy, shareOf } from '@faturaviva/money';
import type { Sums } from './state.ts';

/** Something that lessens what an invoice has left to pay: a payment, or a plan that took it over. */
export interface Settlement {
  /** The day the holder paid, whenever it was received. */
  on: IsoDate;
  cents: number;
}

/** The invoice that closed last, as it was printed, and what became of it since. */
export interface LastInvoice {
  cycle: number;
  totalCents: number;
  minimumCents: number;
  dueOn: IsoDate;
  chargeableFrom: IsoDate;
  /** In the cycle after it, in the order in which they came. */
  settlements: readonly Settlement[];
  /** Of the total: what was left of the invoice before it, charges included. Interest ran on it once already. */
  revolvedCents: number;
  /** The debt in it that charges are measured against, and what was charged on it so far, IOF apart. */
  debtCents: number;
  chargedCents: number;
  /** How many invoices in a row, before this one, were not paid even by their minimum. */
  lateInRow: number;
}

export interface Charge {
  kind: 'late-fee' | 'late-interest' | 'interest' | 'iof';
  cents: number;
}

export interface Charges {
  charges: Charge[];
  /** Bore interest until the next due date, and is billed there once more, whole. */
  revolvesCents: number;
  /** Has revolved once and is not paid: it must go into a plan (Res. CMN 4.549/2017). */
  plannedCents: number;
  /** What the interest of that plan may come to. */
  planRoomCents: number;
  debtCents: number;
  chargedCents: number;
  lateInRow: number;
}

const LAST_DAY = '9999-12-31';

/** What of the total was not settled until a day, inclusive. */
function leftAfter({ totalCents, settlements }: LastInvoice, day: IsoDate): number {
  return settlements.reduce((left, { on, cents }) => (on <= day ? left - cents : left), totalCents);
}

/**
 * What is charged for the invoice that closed last, when the next one closes: nothing when it was paid in time; interest
 * and IOF until the next due date on what was left when the minimum was paid; beside them the late fee and late interest
 * when it was not. All but IOF together never pass the debt (Lei 14.690/2023 art. 28). Settlements pay the oldest first.
 * @param nextDueOn due date of the invoice that closes now
 */
export function chargesOn(printed: LastInvoice, nextDueOn: IsoDate, policy: Policy): Charges {
  const lastFreeDay = dayBefore(printed.chargeableFrom);
  const invoice = onTime(printed, lastFreeDay);
  const unpaid = Math.max(0, leftAfter(invoice, invoice.dueOn));
  const left = Math.max(0, leftAfter(invoice, LAST_DAY));
  const fresh = Math.max(0, invoice.totalCents - invoice.revolvedCents);
  const plannedCents = Math.max(0, left - fresh);
  const planRoomCents = Math.max(0, invoice.debtCents - invoice.chargedCents);
  const revolvesCents = left - plannedCents;
  const nothing = { charges: [], planRoomCents, debtCents: 0, chargedCents: 0 };
  if (unpaid === 0) return { ...nothing, revolvesCents, plannedCents, lateInRow: 0 };
  // Long unpaid, a debt is collected elsewhere: what is owed stays, and grows no more.
  if (invoice.lateInRow >= policy.late.mostInRow)
    return { ...nothing, revolvesCents: left, plannedCents: 0, lateInRow: invoice.lateInRow };

  const principal = Math.min(unpaid, fresh);
  const cap = new Cap(unpaid);
  const late = invoice.totalCents - unpaid < invoice.minimumCents;
  const charges: Charge[] = [];
  if (late) {
    const balances = centDays(invoice, nextDueOn, unpaid);
    charges.push({ kind: 'late-fee', cents: cap.take(shareOf(unpaid, policy.late.feeRate)) });
    charges.push({ kind: 'late-interest', cents: cap.take(interestOn(balances, policy.late.monthlyRate)) });
  }
  // What must go into a plan bears the plan's interest and IOF, and no second interest by the day.
  const balances = centDays(invoice, nextDueOn, principal);
  charges.push({ kind: 'interest', cents: cap.take(interestOn(balances, policy.revolvingMonthlyRate)) });
  charges.push({
    kind: 'iof',
    cents: shareOf(principal, policy.iof.onceRate) + shareOf(balances, policy.iof.dailyRate),
  });
  return {
    charges: charges.filter(({ cents }) => cents > 0),
    revolvesCents,
    plannedCents,
    planRoomCents,
    debtCents: principal,
    chargedCents: Math.min(cap.taken, principal),
    lateInRow: late ? invoice.lateInRow + 1 : 0,
  };
}

/** Sum of each day's balance from the due date on, until `until`; at most `most` of it. A settlement counts from its day. */
function centDays(invoice: LastInvoice, until: IsoDate, most: number): number {
  const { dueOn, settlements } = invoice;
  const changes = settlements.map(({ on }) => on).filter((day) => day > dueOn && day < until);
  const days = [...new Set([dueOn, ...changes, until])].sort();
  let sum = 0;
  for (const [index, from] of days.entries()) {
    const to = days[index + 1];
    const balance = Math.min(most, Math.max(0, leftAfter(invoice, from)));
    if (to !== undefined) sum += balance * daysBetween(from, to);
  }
  return sum;
}

/** What is settled on a business day after a due date that is none counts as settled on it. */
function onTime(invoice: LastInvoice, lastFreeDay: IsoDate): LastInvoice {
  const { dueOn } = invoice;
  const settlements = invoice.settlements.map((one) =>
    one.on > dueOn && one.on <= lastFreeDay ? { ...one, on: dueOn } : one,
  );
  return { ...invoice, settlements };
}

/** The charge that would pass it is cut to what is left, later ones are zero. */
class Cap {
  readonly #most: number;
  taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  take(cents: number): number {
    const taken = Math.max(0, Math.min(cents, this.#most - this.taken));
    this.taken += taken;
    return taken;
  }
}

const DAY_MS = 86_400_000;
const dayBefore = (day: IsoDate): IsoDate => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);

/**
 * What must be paid at least: all that is left of the invoice before, all charges with IOF, the plans' instalments, and a
 * part of the new purchases less their refunds. Never more than the total, never negative.
 */
export function minimumOf(sums: Sums, { minimumRate }: Policy): number {
  const left = Math.max(0, sums.carriedCents + sums.paymentsCents);
  const bought = Math.max(0, sums.purchasesCents + sums.creditsCents);
  const asked = left + sums.chargesCents + sums.financedCents + shareOf(bought, minimumRate);
  return Math.max(0, Math.min(asked, sums.totalCents));
}
