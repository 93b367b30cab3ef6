import { daysBetween, type IsoDate } from '@faturaviva/calendar';
import { interestOn, type Policy, shareOf } from '@faturaviva/money';

export interface Payment {
  /** The day the holder paid, whenever it was received. */
  paidOn: IsoDate;
  cents: number;
}

/** The invoice that closed last, as it was printed, and what became of it since. */
export interface LastInvoice {
  cycle: number;
  totalCents: number;
  minimumCents: number;
  dueOn: IsoDate;
  chargeableFrom: IsoDate;
  /** Received in the cycle after it. */
  payments: readonly Payment[];
  /** What a plan that the holder chose took out of it. */
  plannedCents: number;
  /** It bills a debt on which interest ran until its due date: that cannot be done twice in a row. */
  revolved: boolean;
  /** Charges on its debt so far, IOF apart: they never pass the debt itself. */
  chargedCents: number;
  /** The debt that `chargedCents` is measured against. */
  debtCents: number;
}

type ChargeKind = 'late-fee' | 'late-interest' | 'interest' | 'iof';

export interface Charge {
  kind: ChargeKind;
  cents: number;
}

export interface Charges {
  charges: Charge[];
  /** What is left to pay of the invoice when the next one closes. */
  leftCents: number;
  /** What is left must go into a plan: it has revolved once already (Res. CMN 4.549/2017). */
  mustBePlanned: boolean;
  debtCents: number;
  chargedCents: number;
}

/** What of the total was paid, or taken out by a plan, until a day inclusive. */
function leftAfter({ totalCents, payments, plannedCents }: LastInvoice, day: IsoDate): number {
  const paid = payments.filter(({ paidOn }) => paidOn <= day).reduce((sum, { cents }) => sum + cents, 0);
  return Math.max(0, totalCents - plannedCents - paid);
}

/** Sum of the balances of each day from the due date on, until `until`; a payment counts from its own day on. */
function centDays(invoice: LastInvoice, until: IsoDate): number {
  const { dueOn, payments } = invoice;
  const changes = payments.map(({ paidOn }) => paidOn).filter((day) => day > dueOn && day < until);
  const days = [...new Set([dueOn, ...changes, until])].sort();
  let sum = 0;
  for (const [index, from] of days.entries()) {
    const to = days[index + 1];
    if (to !== undefined) sum += leftAfter(invoice, from) * daysBetween(from, to);
  }
  return sum;
}

/**
 * What is charged for the invoice that closed last, when the next one closes: nothing when it was paid in time; interest
 * and IOF until the next due date on what is left when the minimum was paid; beside them the late fee and late interest
 * when it was not. All but IOF together never pass the debt. Pure; `nextDueOn` is the due date of the closing invoice.
 */
export function chargesOn(invoice: LastInvoice, nextDueOn: IsoDate, policy: Policy): Charges {
  const lastFreeDay = dayBefore(invoice.chargeableFrom);
  const unpaid = leftAfter(invoice, lastFreeDay);
  const none = { charges: [], mustBePlanned: false, debtCents: 0, chargedCents: 0 };
  const leftCents = leftAfter(invoice, '9999-12-31');
  if (unpaid === 0) return { ...none, leftCents };

  const graced = onTime(invoice, lastFreeDay);
  const late = invoice.totalCents - unpaid < invoice.minimumCents;
  const debtCents = invoice.revolved ? invoice.debtCents : unpaid;
  const cap = new Cap(debtCents, invoice.revolved ? invoice.chargedCents : 0);
  const balances = centDays(graced, nextDueOn);
  const mustBePlanned = invoice.revolved && leftCents > 0;
  const charges: Charge[] = [];
  if (late) {
    charges.push({ kind: 'late-fee', cents: cap.take(shareOf(unpaid, policy.late.feeRate)) });
    charges.push({ kind: 'late-interest', cents: cap.take(interestOn(balances, policy.late.monthlyRate)) });
  }
  // What goes into a plan bears the plan's interest and IOF from here on.
  if (!mustBePlanned) {
    charges.push({ kind: 'interest', cents: cap.take(interestOn(balances, policy.revolvingMonthlyRate)) });
    charges.push({ kind: 'iof', cents: iofOn(unpaid, balances, policy) });
  }
  return {
    charges: charges.filter(({ cents }) => cents > 0),
    leftCents,
    mustBePlanned,
    debtCents,
    chargedCents: cap.used,
  };
}

const iofOn = (principalCents: number, balances: number, { iof }: Policy): number =>
  shareOf(principalCents, iof.onceRate) + shareOf(balances, iof.dailyRate);

/** A payment on a business day after a due date that is none counts as paid on it. */
function onTime(invoice: LastInvoice, lastFreeDay: IsoDate): LastInvoice {
  const { dueOn } = invoice;
  const payments = invoice.payments.map((payment) =>
    payment.paidOn > dueOn && payment.paidOn <= lastFreeDay ? { ...payment, paidOn: dueOn } : payment,
  );
  return { ...invoice, payments };
}

/** Interest and charges together at most the original debt (Lei 14.690/2023 art. 28, Res. CMN 5.112/2023). */
class Cap {
  readonly #most: number;
  used: number;

  constructor(most: number, used: number) {
    this.#most = most;
    this.used = used;
  }

  take(cents: number): number {
    const taken = Math.max(0, Math.min(cents, this.#most - this.used));
    this.used += taken;
    return taken;
  }
}

const dayBefore = (day: IsoDate): IsoDate => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);

/** The parts of an invoice that its minimum is made of, in cents. */
export interface Owed {
  totalCents: number;
  purchasesCents: number;
  paymentsCents: number;
  carriedCents: number;
  creditsCents: number;
  financedCents: number;
  chargesCents: number;
}

/**
 * What must be paid at least: all that is left of the invoice before, all charges with IOF, the plans' instalments, and a
 * part of the new purchases less their refunds. Never more than the total, never negative.
 */
export function minimumOf(owed: Owed, { minimumRate }: Policy): number {
  const left = Math.max(0, owed.carriedCents + owed.paymentsCents);
  const bought = Math.max(0, owed.purchasesCents + owed.creditsCents);
  const asked = left + owed.chargesCents + owed.financedCents + shareOf(bought, minimumRate);
  return Math.max(0, Math.min(asked, owed.totalCents));
}
