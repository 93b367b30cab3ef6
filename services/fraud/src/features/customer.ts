import { withDay } from './days.ts';
import type { Counted, Purchase } from './purchase.ts';

/** One day of a customer: how much, and how unusual, and what of it was reported. */
export interface CustomerDay {
  day: number;
  n: number;
  cents: number;
  /** Purchases of 1.75, 2.5 and 3.5 times the habit and more. */
  raised: number;
  high: number;
  extreme: number;
  /** Reported as not the holder's; those of at least twice the habit. */
  f: number;
  fh: number;
}

/** All that is known of a customer: an account with all its cards. JSON, and bounded. */
export interface CustomerState {
  /** Mean and squared deviations of the amounts, in cents; the newest 200 weigh. */
  habitN: number;
  habit: number;
  habitSq: number;
  /** Of the last purchase; -1 before the first. */
  lastAt: number;
  lastRatio: number;
  days: CustomerDay[];
  /** Where the customer bought, the newest last. */
  merchants: string[];
  /** Purchases of the last hour: instant and cents. */
  hour: [at: number, cents: number][];
}

const HABIT_MEMORY = 200;
const HABIT_FROM = 3;
/** One unusual amount must not move the habit. */
const HABIT_CAP = 2.5;
const MOST_MERCHANTS = 64;
const MOST_IN_HOUR = 64;
export const HOUR_MS = 3_600_000;
/** From here on a report speaks of the customer's card, below of the merchant. */
const HIGH_RATIO = 2;

export const newCustomer = (): CustomerState => ({
  habitN: 0,
  habit: 0,
  habitSq: 0,
  lastAt: -1,
  lastRatio: -1,
  days: [],
  merchants: [],
  hour: [],
});

export const hasHabit = ({ habitN }: CustomerState): boolean => habitN >= HABIT_FROM;

/** An amount against the customer's habit; 1 before there is any. */
export const ratioOf = ({ habitN, habit }: CustomerState, amountCents: number): number =>
  habitN > 0 && habit > 0 ? amountCents / habit : 1;

export const isHigh = ({ ratio }: Counted): boolean => ratio >= HIGH_RATIO;

/** The customer after a purchase. */
export function customerAfter(customer: CustomerState, purchase: Purchase): CustomerState {
  const { at, day, amountCents, merchant } = purchase;
  const ratio = ratioOf(customer, amountCents);
  const steps = hasHabit(customer) ? ratio : 0;
  const recent = customer.hour.filter(([then]) => then > at - HOUR_MS).slice(1 - MOST_IN_HOUR);
  return {
    ...habitAfter(customer, amountCents),
    lastAt: at,
    lastRatio: ratio,
    days: withDay(customer.days, day, (bucket = emptyDay(day)) => ({
      ...bucket,
      n: bucket.n + 1,
      cents: bucket.cents + amountCents,
      raised: bucket.raised + (steps >= 1.75 && steps < 2.5 ? 1 : 0),
      high: bucket.high + (steps >= 2.5 && steps < 3.5 ? 1 : 0),
      extreme: bucket.extreme + (steps >= 3.5 ? 1 : 0),
    })),
    merchants: [...customer.merchants.filter((known) => known !== merchant), merchant].slice(-MOST_MERCHANTS),
    hour: [...recent, [at, amountCents]],
  };
}

/** The customer after the holder spoke of a purchase; `change` is -1 where that takes back what was said before. */
export function customerAfterReport(customer: CustomerState, counted: Counted, change: 1 | -1): CustomerState {
  const { day } = counted;
  if (!customer.days.some((bucket) => bucket.day === day)) return customer;
  const days = withDay(customer.days, day, (bucket = emptyDay(day)) => ({
    ...bucket,
    f: bucket.f + change,
    fh: bucket.fh + (isHigh(counted) ? change : 0),
  }));
  return { ...customer, days };
}

function habitAfter(customer: CustomerState, amountCents: number) {
  const { habitN, habit, habitSq } = customer;
  const seen = hasHabit(customer) ? Math.min(amountCents, HABIT_CAP * habit) : amountCents;
  const next = habit + (seen - habit) / Math.min(habitN + 1, HABIT_MEMORY);
  const forgotten = habitN < HABIT_MEMORY ? 0 : habitSq / HABIT_MEMORY;
  return {
    habitN: Math.min(habitN + 1, HABIT_MEMORY),
    habit: next,
    habitSq: habitSq + (seen - habit) * (seen - next) - forgotten,
  };
}

const emptyDay = (day: number): CustomerDay => ({ day, n: 0, cents: 0, raised: 0, high: 0, extreme: 0, f: 0, fh: 0 });
