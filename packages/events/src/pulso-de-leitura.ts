import { z } from 'zod';
import { defineFact, Instant } from './fact.ts';

/**
 * On `invoice-updates`, every 2 s per partition, after that partition's snapshots: how far the invoices have read.
 * A screen without it for 5 s is reconnecting, for 10 s stale.
 */
export const ReadingPulse = z.object({
  partition: z.int(),
  /** Offset of the next fact to read. */
  next: z.int(),
  /** End of the log. `logEnd - next` facts are still to be read. */
  logEnd: z.int(),
  at: Instant,
});
export type ReadingPulse = z.infer<typeof ReadingPulse>;

export const PulsoDeLeitura = defineFact('br.faturaviva.PulsoDeLeitura.v1', ReadingPulse.shape);
