import { isHigh } from './customer.ts';
import { KEEP_DAYS, withDay } from './days.ts';
import type { Counted, Purchase } from './purchase.ts';

/** One day of a merchant. Each number is a sum, so that partitions may add to it in any order. */
export interface MerchantDay {
  day: number;
  n: number;
  cents: number;
  /** Purchases of this day that were reported; those of them whose amount was ordinary for their customer. */
  f: number;
  u: number;
}

/** A report by the day of its purchase, and when it stood on the log: it counts from then on. */
export interface MerchantReport {
  day: number;
  at: number;
  f: number;
  u: number;
}

/** All that is known of a merchant, or of a terminal, in one portfolio. JSON. */
export interface MerchantState {
  days: MerchantDay[];
  /** Not yet in `days`: whoever asks for an earlier instant must not see them. */
  reports: MerchantReport[];
}

export const newMerchant = (): MerchantState => ({ days: [], reports: [] });

const emptyDay = (day: number): MerchantDay => ({ day, n: 0, cents: 0, f: 0, u: 0 });

export const merchantAfter = (merchant: MerchantState, { day, amountCents }: Purchase): MerchantState => ({
  ...merchant,
  days: withDay(merchant.days, day, (bucket = emptyDay(day)) => ({
    ...bucket,
    n: bucket.n + 1,
    cents: bucket.cents + amountCents,
  })),
});

export const reportAt = (counted: Counted, at: number, change: 1 | -1): MerchantReport => ({
  day: counted.day,
  at,
  f: change,
  u: isHigh(counted) ? 0 : change,
});

export const merchantAfterReport = (merchant: MerchantState, report: MerchantReport): MerchantState => ({
  ...merchant,
  reports: [...merchant.reports, report],
});

/**
 * The days with the reports in them that stood on the log at `at`. Whoever reads in the order of time keeps the result:
 * so a merchant stays bounded however many reports it gets.
 */
export function settled(merchant: MerchantState, at: number): MerchantState {
  const known = merchant.reports.filter((report) => report.at <= at);
  if (known.length === 0) return merchant;
  const days = known.reduce(withReport, merchant.days);
  return { days, reports: merchant.reports.filter((report) => report.at > at) };
}

/** A report of a purchase that was never seen, or too long ago, has no day to stand in. */
function withReport(days: MerchantDay[], { day, f, u }: MerchantReport): MerchantDay[] {
  const at = days.findIndex((bucket) => bucket.day === day);
  const bucket = days[at];
  return bucket ? days.with(at, { ...bucket, f: bucket.f + f, u: bucket.u + u }) : days;
}

/** Days that a purchase of `day` may look at, oldest first, with their age. Nothing of a later day is among them. */
export const daysBefore = <Bucket extends { day: number }>(days: readonly Bucket[], day: number) =>
  days.flatMap((bucket) => {
    const age = day - bucket.day;
    return age >= 0 && age < KEEP_DAYS ? [{ ...bucket, age }] : [];
  });
