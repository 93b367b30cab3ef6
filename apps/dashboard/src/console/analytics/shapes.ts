import { z } from 'zod';

// What services/analytics answers, as its OpenAPI document has it. Cents, days and hours are those of São Paulo.

const Count = z.int();
const amounts = {
  purchases: Count,
  purchasedCents: Count,
  refunds: Count,
  refundedCents: Count,
  netCents: Count,
};
const Amounts = z.object(amounts);
export type Amounts = z.infer<typeof Amounts>;

export const Spending = z.object({
  total: Amounts,
  byCategory: z.array(
    z.object({ category: z.string(), name: z.object({ pt: z.string(), en: z.string() }), ...amounts }),
  ),
  byMerchant: z.array(z.object({ merchantId: z.string(), name: z.string(), ...amounts })),
  byDay: z.array(z.object({ day: z.iso.date(), ...amounts })),
  byHour: z.array(z.object({ hour: Count, ...amounts })),
});
export type Spending = z.infer<typeof Spending>;

export const Totals = z.object({
  purchases: Count,
  purchasedCents: Count,
  declines: Count,
  declinedCents: Count,
  approvalRate: z.number().nullable(),
  ticketCents: Count.nullable(),
  refunds: Count,
  refundedCents: Count,
  disputes: Count,
  disputedCents: Count,
  frauds: Count,
  fraudCents: Count,
  fraudShare: z.number().nullable(),
  declinesByReason: z.array(z.object({ reason: z.string(), declines: Count, declinedCents: Count })),
});
export type Totals = z.infer<typeof Totals>;

const Portfolio = z.object({ portfolio: z.string(), firstDay: z.iso.date(), lastDay: z.iso.date() });
export const Portfolios = z.object({ portfolios: z.array(Portfolio) });

export const Seconds = z.object({
  seconds: z.array(z.object({ second: Count, purchases: Count, declines: Count })),
});
export const Behind = z.object({ behind: Count });

export const PERIODS = [1, 7, 30] as const;
export type PeriodDays = (typeof PERIODS)[number];

/** What the page shows of one portfolio; `null`: nothing was counted yet. */
export interface Analysis {
  portfolios: z.infer<typeof Portfolio>[];
  shown: { portfolio: string; from: string; to: string; totals: Totals; spending: Spending } | null;
}

export type Pace = z.infer<typeof Seconds> & z.infer<typeof Behind>;
