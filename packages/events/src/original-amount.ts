import { z } from 'zod';
import { Day } from './fact.ts';

/** A positive decimal, such as `5.6494`. */
const DecimalString = z.string().regex(/^\d{1,9}(\.\d{1,10})?$/, 'a decimal such as 5.6494');

/** ISO 4217. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, 'three capital letters');

/** What a purchase abroad cost in its own currency, and how that became reais; decided where the fact was posted. */
export const OriginalAmount = z.object({
  currency: Currency,
  /** In the currency's own smallest unit: cents of a dollar, whole yen. */
  amountMinor: z.int().min(1).max(1_000_000_000_000),
  /** Selling rate of the business day before, and that day. */
  ptax: DecimalString,
  ptaxOn: Day,
  /** What the issuer adds to it, as a decimal: `0.04`. */
  spread: DecimalString,
  /** Reais per unit, with four decimals: the amount times this, rounded once, is the amount in reais. */
  rate: DecimalString,
});
export type OriginalAmount = z.infer<typeof OriginalAmount>;

/** The tax on it, a line of its own. */
export const iofOfPurchase = {
  iofRate: DecimalString,
  iofCents: z.int().min(0),
};
