import { daysBefore, type MerchantDay, type MerchantState } from './merchant.ts';
import type { FeatureRecord } from './names.ts';
import type { Purchase } from './purchase.ts';

type Aged = MerchantDay & { age: number };

/** Holders need about a week to notice: days older than this are settled, what was not reported there is genuine. */
const LABEL_DELAY = 7;

const sum = (days: readonly Aged[], of: (day: Aged) => number): number =>
  days.reduce((total, day) => total + of(day), 0);

/** Share of fraud among `length` days of purchases whose reports are in. */
function risk(days: readonly Aged[], length: number): number {
  const known = days.filter(({ age }) => age > LABEL_DELAY && age <= LABEL_DELAY + length);
  const n = sum(known, (day) => day.n);
  return n > 0 ? sum(known, (day) => day.f) / n : 0;
}

/** What is known of where the purchase was made. Ages are in days; -1: there was none. */
export function merchantFeatures({ day, amountCents }: Purchase, merchant: MerchantState) {
  const all = daysBefore(merchant.days, day);
  const day30 = all.filter(({ age }) => age < 30);
  const n30 = sum(day30, ({ n }) => n);
  const mean = n30 > 0 ? sum(day30, ({ cents }) => cents) / n30 : 0;
  return {
    t_n1: sum(all, ({ n, age }) => (age < 1 ? n : 0)),
    t_n7: sum(all, ({ n, age }) => (age < 7 ? n : 0)),
    t_n30: n30,
    t_risk1: risk(all, 1),
    t_risk7: risk(all, 7),
    t_risk30: risk(all, 30),
    t_f30: sum(day30, ({ f }) => f),
    t_n_pending: sum(all, ({ n, age }) => (age < LABEL_DELAY ? n : 0)),
    t_ratio_amount: mean > 0 ? amountCents / mean : 1,
    ...unexplained(all),
    ...run(all),
  } satisfies Partial<FeatureRecord>;
}

const genuineOf = ({ n, f, age }: Aged): number => (age > LABEL_DELAY ? n - f : 0);

/** Reports of amounts that were ordinary for their customers: the merchant is what they have in common. */
function unexplained(days: readonly Aged[]) {
  const first28 = days.findIndex(({ u, age }) => u > 0 && age < 28);
  const last = days.findLastIndex(({ u }) => u > 0);
  return {
    t_u28: sum(days, ({ u, age }) => (age < 28 ? u : 0)),
    t_u45: sum(days, ({ u }) => u),
    t_first_u: days.find(({ u }) => u > 0)?.age ?? -1,
    t_last_u: days[last]?.age ?? -1,
    t_gen_after_u: last < 0 ? -1 : sum(days.slice(last + 1), genuineOf),
    t_gen_since_first_u: first28 < 0 ? -1 : sum(days.slice(first28), genuineOf),
    t_u_age_max: days[first28]?.age ?? -1,
  };
}

/** Reports since the last day with a genuine purchase. */
function run(days: readonly Aged[]) {
  const last = days.findLastIndex((day) => genuineOf(day) > 0);
  const since = days.slice(last + 1).filter(({ f }) => f > 0);
  return { t_run: sum(since, ({ f }) => f), t_run_age: since[0]?.age ?? -1, t_gen_age: days[last]?.age ?? -1 };
}
