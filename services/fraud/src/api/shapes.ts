import { FraudReason, Instant, Merchant } from '@faturaviva/events';
import { ProblemDocument } from '@faturaviva/http';
import { z } from 'zod';
import { featureNames } from '../features/names.ts';
import { RuleSet } from '../rules/rule-set.ts';

export const refusals = { '4xx': ProblemDocument, 503: ProblemDocument };

export const AlertState = z.enum(['open', 'confirmed', 'dismissed']);
export const BlockState = z.enum(['pending', 'done', 'refused', 'expired']);

/** A purchase as alerts and scores show it. */
const scoredPurchase = {
  purchaseId: z.uuid(),
  accountId: z.uuid(),
  cardId: z.uuid(),
  portfolio: z.string(),
  amountCents: z.int(),
  merchant: Merchant,
  postedAt: Instant,
  score: z.number(),
  scorer: z.string(),
  reasons: z.array(FraudReason),
};

export const Alert = z.object({
  alertId: z.uuid(),
  ...scoredPurchase,
  state: AlertState,
  raisedAt: Instant,
  /** When the holder's answer was read. */
  closedAt: Instant.nullable(),
  /** Whether its card was to be blocked by itself, and what became of that. */
  block: z.object({ state: BlockState, note: z.string().nullable() }).nullable(),
});
export type Alert = z.infer<typeof Alert>;

export const ScoreView = z.object({
  ...scoredPurchase,
  flagged: z.boolean(),
  scoredAt: Instant,
  /** From the fact's own instant to the score, where the portfolio lives by the wall clock. */
  latencyMs: z.number(),
  featuresVersion: z.int(),
  features: z.partialRecord(z.enum(featureNames), z.number()),
  /** What the holder said: `true`, it was not theirs. */
  denied: z.boolean().nullable(),
  place: z.object({ partition: z.int(), offset: z.int(), seq: z.int() }),
});

export const RuleSetVersion = z.int().min(1).max(2_147_483_647);

export const RuleSetEntry = z.object({
  version: z.int(),
  name: z.string(),
  active: z.boolean(),
  createdAt: Instant,
  createdBy: z.string(),
  activatedAt: Instant.nullable(),
  document: RuleSet,
});

interface PurchaseRow {
  purchaseId: string;
  accountId: string;
  cardId: string;
  portfolio: string;
  amountCents: number;
  merchantId: string;
  merchantName: string;
  mcc: string;
  postedAt: Date;
  score: number;
  scorer: string;
  reasons: unknown;
}

export const purchaseView = (row: PurchaseRow) => ({
  purchaseId: row.purchaseId,
  accountId: row.accountId,
  cardId: row.cardId,
  portfolio: row.portfolio,
  amountCents: row.amountCents,
  merchant: { id: row.merchantId, name: row.merchantName, mcc: row.mcc },
  postedAt: row.postedAt.toISOString(),
  score: row.score,
  scorer: row.scorer,
  reasons: z.array(FraudReason).parse(row.reasons),
});
