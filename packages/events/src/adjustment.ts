import { z } from 'zod';
import { AmountCents, Merchant } from './fact.ts';

/** Kinds of line that an adjustment makes. What is debited and credited is never taken back, only set against. */
export const AdjustmentKind = z.enum([
  /** Credit for what had been billed. */
  'refund',
  /** Sets an instalment to come to less, or to nothing. */
  'instalment-cancelled',
  /** An instalment to come leaves its invoice for the open one … */
  'instalment-moved',
  /** … and stands there. */
  'instalment',
  'discount',
  /** Credit in trust while a dispute is open, and its end. */
  'dispute-credit',
  'dispute-reversal',
  /** What a plan takes out of the open invoice, and what it bills instead, interest included. */
  'plan-credit',
  'plan-instalment',
  'iof',
]);

/**
 * One line that a decision adds to the invoice of a cycle. The amounts were decided where the fact was posted: readers
 * add the lines up and compute nothing.
 */
export const Adjustment = z.object({
  kind: AdjustmentKind,
  /** Never one that had closed when the fact was posted. */
  cycle: z.int().min(1),
  /** Positive is owed, negative is in the holder's favour; never zero. */
  amountCents: z
    .int()
    .min(-1_000_000_000)
    .max(1_000_000_000)
    .refine((cents) => cents !== 0, 'must not be zero'),
  /** Instalment `number` of `of`, where the line belongs to one. */
  instalment: z.object({ number: z.int().min(1).max(60), of: z.int().min(1).max(60) }).nullable(),
});
export type Adjustment = z.infer<typeof Adjustment>;

export const Adjustments = z.array(Adjustment).max(200);

/** Of which purchase an adjustment speaks, so that a reader need not look it up. */
export const adjustedPurchase = {
  purchaseId: z.uuid(),
  cardId: z.uuid(),
  merchant: Merchant,
  /** Of the purchase, whole. */
  purchaseCents: AmountCents,
};
