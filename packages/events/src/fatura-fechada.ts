import { z } from 'zod';
import { CycleDates, defineFact, type FactOf, SignedCents } from './fact.ts';

/** Sums of an invoice by what its lines are, in cents. `totalCents` is the sum of the others. */
export const InvoiceSums = z.object({
  totalCents: SignedCents,
  /** Purchases and instalments billed here, less the instalments cancelled or moved away. */
  purchasesCents: SignedCents,
  /** Zero or negative. */
  paymentsCents: SignedCents,
  /** Total of the invoice before, less what a plan took out of it. */
  carriedCents: SignedCents,
  /** Refunds, discounts and credits in trust. */
  creditsCents: SignedCents,
  /** Instalments of plans. */
  financedCents: SignedCents,
  /** Interest, fees and IOF. */
  chargesCents: SignedCents,
});

/**
 * On `closed-invoices`: an invoice closed for good. The envelope's `cycle` is its number, `seq` that of the
 * `CicloEncerrado` that closed it, `time` its end; the id is derived from account and cycle.
 */
export const FaturaFechada = defineFact('br.faturaviva.FaturaFechada.v1', {
  dates: CycleDates,
  ...InvoiceSums.shape,
  /** What had to be paid at least. */
  minimumCents: z.int().min(0),
  lineCount: z.int().min(0),
  /** Charges that this closing decided: whoever keeps the limit takes them from it, once per account and cycle. */
  decidedChargesCents: z.int().min(0),
  /** The facts that made its lines lie between these two, inclusive. */
  firstSeq: z.int().min(1),
  lastSeq: z.int().min(1),
  policy: z.string(),
  /** SHA-256 over its lines in their order and its sums; no clock, hop or offset is part of it. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type FaturaFechada = FactOf<typeof FaturaFechada>;
