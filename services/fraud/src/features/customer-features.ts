import { type CustomerDay, type CustomerState, HOUR_MS, hasHabit, ratioOf } from './customer.ts';
import { daysBefore } from './merchant.ts';
import type { FeatureRecord } from './names.ts';
import type { Purchase } from './purchase.ts';

type Aged = CustomerDay & { age: number };

const within = (days: readonly Aged[], ageBelow: number): Aged[] => days.filter(({ age }) => age < ageBelow);
const sum = (days: readonly Aged[], of: (day: Aged) => number): number =>
  days.reduce((total, day) => total + of(day), 0);
const count = (days: readonly Aged[]): number => sum(days, ({ n }) => n);
const mean = (days: readonly Aged[]): number => (days.length > 0 ? sum(days, ({ cents }) => cents) / count(days) : 0);

/** What the purchase is against its customer. Ages are in days; -1: there was none. */
export function customerFeatures(purchase: Purchase, customer: CustomerState) {
  const { at, day, amountCents, merchant } = purchase;
  const all = daysBefore(customer.days, day);
  const [day1, day7, day14, day30] = [within(all, 1), within(all, 7), within(all, 14), within(all, 30)];
  const monthly = mean(day30);
  const recent = customer.hour.filter(([then]) => then > at - HOUR_MS && then <= at);
  return {
    c_ratio: ratioOf(customer, amountCents),
    c_z: deviation(customer, amountCents),
    c_habit: customer.habit,
    c_habit_n: customer.habitN,
    c_n1: count(day1),
    c_n7: count(day7),
    c_n30: count(day30),
    c_avg1: mean(day1),
    c_avg7: mean(day7),
    c_avg30: monthly,
    c_ratio30: monthly > 0 ? amountCents / monthly : 1,
    ...unusual(day14, day30),
    ...reported(day14, day30),
    c_since_last_s: customer.lastAt < 0 ? -1 : (at - customer.lastAt) / 1000,
    c_last_ratio: customer.lastRatio,
    c_n10m: recent.filter(([then]) => then > at - HOUR_MS / 6).length,
    c_n1h: recent.length,
    c_cents1h: recent.reduce((cents, [, more]) => cents + more, 0),
    c_new_terminal: customer.merchants.includes(merchant) ? 0 : 1,
  } satisfies Partial<FeatureRecord>;
}

function deviation(customer: CustomerState, amountCents: number): number {
  const variance = customer.habitN > 1 ? customer.habitSq / customer.habitN : 0;
  return hasHabit(customer) && variance > 0 ? (amountCents - customer.habit) / Math.sqrt(variance) : 0;
}

/** Amounts above the habit: a card in other hands buys much, again and again, for some days. */
function unusual(day14: readonly Aged[], day30: readonly Aged[]) {
  const first = day14.findIndex(({ high, extreme }) => high + extreme > 0);
  const last = day14.findLast(({ high, extreme }) => high + extreme > 0);
  return {
    c_m14: sum(day14, ({ raised }) => raised),
    c_h14: sum(day14, ({ high }) => high),
    c_x14: sum(day14, ({ extreme }) => extreme),
    c_n14: count(day14),
    c_since_first_h: day14[first]?.age ?? -1,
    c_since_last_h: last?.age ?? -1,
    c_n_since_h: first < 0 ? 0 : count(day14.slice(first)),
    c_h30: sum(day30, ({ high, extreme }) => high + extreme),
  };
}

/** What the holder said was not theirs. */
function reported(day14: readonly Aged[], day30: readonly Aged[]) {
  return {
    c_f30: sum(day30, ({ f }) => f),
    c_fh14: sum(day14, ({ fh }) => fh),
    c_fh30: sum(day30, ({ fh }) => fh),
    c_first_fh: day30.find(({ fh }) => fh > 0)?.age ?? -1,
    c_last_fh: day30.findLast(({ fh }) => fh > 0)?.age ?? -1,
  };
}
