import { z } from 'zod';

const Sum = z.object({ count: z.int(), cents: z.int() });
export type Sum = z.infer<typeof Sum>;

/** How well something found the fraud: shares are `null` where there is nothing to divide by. */
const Found = z.object({
  flagged: Sum,
  /** Flagged, and the holder said that it was not theirs. */
  caught: Sum,
  /** Flagged, and nobody said so: stopped wrongly. */
  wrong: Sum,
  precision: z.number().nullable(),
  recall: z.number().nullable(),
});

const Sample = z.object({
  purchaseId: z.uuid(),
  accountId: z.uuid(),
  at: z.string(),
  amountCents: z.int(),
  merchant: z.string(),
  score: z.number(),
  rules: z.array(z.string()),
  fraud: z.boolean(),
});

const Report = z.object({
  portfolios: z.array(z.string()),
  from: z.iso.date(),
  to: z.iso.date(),
  purchases: Sum,
  /** Purchases that their holders said were not theirs, by the end of the log. */
  fraud: Sum,
  missed: Sum,
  ...Found.shape,
  /** Purchases of the last seven days before the log's end, whose reports may still come. */
  unsettled: z.int(),
  /** Each rule by itself, and `model`; several may hold for one purchase. */
  rules: z.array(z.object({ name: z.string(), ...Found.shape })),
  days: z.array(z.object({ on: z.iso.date(), purchases: z.int(), flagged: z.int(), fraud: z.int(), caught: z.int() })),
  /** The highest scores, at most twenty. */
  samples: z.array(Sample),
});

/** What rules would have done on the log; `against`: what others would have, on the same purchases. */
export const BackTestReport = Report.extend({ against: Report.optional() });
export type BackTestReport = z.infer<typeof BackTestReport>;
export type Sample = z.infer<typeof Sample>;
export type Found = z.infer<typeof Found>;
