import { z } from 'zod';

/** What a scorer found on a set of purchases, or what a perfect one would have. */
export const Metrics = z.strictObject({
  /** Area under the receiver's curve; `null` where there is no fraud, or nothing else. */
  auc: z.number().nullable(),
  averagePrecision: z.number().nullable(),
  /** Card precision: of the 100 most suspect cards of a day, the share that is in other hands. */
  cardPrecision100: z.number().nullable(),
});
export type Metrics = z.infer<typeof Metrics>;

const Period = z.strictObject({ from: z.iso.date(), to: z.iso.date(), purchases: z.int(), fraud: z.int() });

/** A set of purchases by which model and rules were judged, with the most that a perfect score reaches there. */
const Judged = z.strictObject({
  purchases: z.int(),
  fraud: z.int(),
  model: Metrics,
  rules: Metrics,
  ceiling: Metrics,
});
export type Judged = z.infer<typeof Judged>;

const Flagging = z.strictObject({
  /** From this probability on. */
  at: z.number(),
  flagged: z.int(),
  precision: z.number().nullable(),
  recall: z.number().nullable(),
});
export type Flagging = z.infer<typeof Flagging>;

/** One portfolio's part in a model. Days are those of São Paulo, inclusive. */
export const PortfolioReport = z.strictObject({
  portfolio: z.string(),
  /** Reports of fraud that stood on the log at the end of this day are the labels. */
  labelsUntil: z.iso.date(),
  trained: Period,
  /** A model that was learnt the same way on earlier days, tried on the newest days whose labels are in. */
  validation: z
    .strictObject({
      trained: Period,
      tried: Period,
      all: Judged,
      /** As the Fraud Detection Handbook counts: without purchases of cards that were known to be compromised. */
      withoutKnownCards: Judged,
      flagging: z.array(Flagging),
    })
    .nullable(),
});
export type PortfolioReport = z.infer<typeof PortfolioReport>;

export const TrainingReport = z.strictObject({
  /** The library, with its version. */
  library: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.string()])),
  portfolios: z.array(PortfolioReport),
  /** The largest difference between the library's probabilities and those of the trees here. */
  parity: z.number(),
});
export type TrainingReport = z.infer<typeof TrainingReport>;
