import { daysBetween } from '@faturaviva/calendar';
import { Day, Instant, PortfolioName } from '@faturaviva/events';
import { ProblemDocument } from '@faturaviva/http';
import { z } from 'zod';

export const refusals = { '4xx': ProblemDocument, 503: ProblemDocument };

const MOST_DAYS = 366;

/** Days in São Paulo, both included; a year at the most. */
export const Period = z
  .strictObject({ from: Day, to: Day })
  .refine(
    ({ from, to }) => from <= to && daysBetween(from, to) < MOST_DAYS,
    `from, to: in order, ${MOST_DAYS} days at most`,
  );
export type Period = z.infer<typeof Period>;

/** What a column of type `date` is compared with. */
export const within = ({ from, to }: Period) => ({ gte: new Date(from), lte: new Date(to) });

/** `YYYY-MM-DD` of what a column of type `date` holds. */
export const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

export const daysOf = ({ from, to }: Period): string[] =>
  Array.from({ length: daysBetween(from, to) + 1 }, (_, n) => dayOf(new Date(Date.parse(from) + n * 86_400_000)));

export const OfPortfolio = z.object({ portfolio: PortfolioName });

const amounts = {
  purchases: z.int(),
  purchasedCents: z.int(),
  refunds: z.int(),
  refundedCents: z.int(),
  /** Purchased less refunded; negative where more came back than was bought. */
  netCents: z.int(),
};

export const Spending = z.object({
  from: Day,
  to: Day,
  total: z.object(amounts),
  /** Those with anything in them, the largest first. */
  byCategory: z.array(
    z.object({ category: z.string(), name: z.object({ pt: z.string(), en: z.string() }), ...amounts }),
  ),
  /** The twenty at which most was bought, under the names that they were last seen with. */
  byMerchant: z.array(z.object({ merchantId: z.string(), name: z.string(), ...amounts })),
  /** Every day of the period. */
  byDay: z.array(z.object({ day: Day, ...amounts })),
  /** Hours of the day in São Paulo, 0 to 23, all days of the period together. */
  byHour: z.array(z.object({ hour: z.int(), ...amounts })),
});
export type Spending = z.infer<typeof Spending>;

export const Totals = z.object({
  from: Day,
  to: Day,
  purchases: z.int(),
  purchasedCents: z.int(),
  declines: z.int(),
  declinedCents: z.int(),
  /** Of all that were asked for, 0 to 1; `null` before any was. */
  approvalRate: z.number().nullable(),
  /** Of a purchase, rounded to the cent; `null` before the first. */
  ticketCents: z.int().nullable(),
  refunds: z.int(),
  refundedCents: z.int(),
  disputes: z.int(),
  disputedCents: z.int(),
  /** Purchases of the period that their holders deny, whenever they said so. */
  frauds: z.int(),
  fraudCents: z.int(),
  /** Of the money of all purchases, 0 to 1; `null` before the first. */
  fraudShare: z.number().nullable(),
  declinesByReason: z.array(z.object({ reason: z.string(), declines: z.int(), declinedCents: z.int() })),
});

export const Portfolios = z.object({
  /** Those with the newest day first. */
  portfolios: z.array(z.object({ portfolio: z.string(), firstDay: Day, lastDay: Day, purchases: z.int() })),
});

export const Seconds = z.object({
  /** Every second of the last minutes up to the last but one, by the clock of the reader. */
  seconds: z.array(
    z.object({
      /** Epoch seconds. */
      second: z.int(),
      facts: z.int(),
      purchases: z.int(),
      purchasedCents: z.int(),
      declines: z.int(),
    }),
  ),
});

export const Freshness = z.object({
  /** Of the partitions that the answering process owns. */
  partitions: z.int(),
  /** Facts still to be read there. */
  behind: z.int(),
  /** When the newest fact was counted, by any process; `null` when none was within the last hours. */
  countedAt: Instant.nullable(),
});
