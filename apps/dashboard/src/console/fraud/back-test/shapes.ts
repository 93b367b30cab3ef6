import { z } from 'zod';

const Sum = z.object({ count: z.int(), cents: z.int() });

const Found = z.object({
  flagged: Sum,
  caught: Sum,
  wrong: Sum,
  precision: z.number().nullable(),
  recall: z.number().nullable(),
});

const Report = z.object({
  portfolios: z.array(z.string()),
  purchases: Sum,
  fraud: Sum,
  missed: Sum,
  ...Found.shape,
  unsettled: z.int(),
  rules: z.array(z.object({ name: z.string(), ...Found.shape })),
  days: z.array(z.object({ on: z.string(), purchases: z.int(), flagged: z.int(), fraud: z.int(), caught: z.int() })),
  samples: z.array(
    z.object({
      purchaseId: z.string(),
      at: z.string(),
      amountCents: z.int(),
      merchant: z.string(),
      score: z.number(),
      rules: z.array(z.string()),
      fraud: z.boolean(),
    }),
  ),
});
export type Report = z.infer<typeof Report>;

const Listed = z.object({
  id: z.string(),
  name: z.string(),
  version: z.int().nullable(),
  against: z.int().nullable(),
  from: z.string(),
  to: z.string(),
  portfolio: z.string().nullable(),
  state: z.enum(['running', 'done', 'failed']),
  read: z.int(),
  total: z.int(),
  note: z.string().nullable(),
  startedBy: z.string(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
});
export type Listed = z.infer<typeof Listed>;
export const Runs = z.object({ runs: z.array(Listed) });
export const Run = Listed.extend({ report: Report.extend({ against: Report.optional() }).nullable() });
export type Run = z.infer<typeof Run>;

/** The newest runs, and the one that is looked at. */
export interface BackTests {
  runs: Listed[];
  shown: Run | null;
  portfolios: string[];
}
