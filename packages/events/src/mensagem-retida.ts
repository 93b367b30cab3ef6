import { z } from 'zod';
import { defineFact, Instant } from './fact.ts';

/** Why no retry can mend a message. Transient faults are never among them. */
export const ParkReason = z.enum(['unreadable', 'invalid', 'conflicting']);
export type ParkReason = z.infer<typeof ParkReason>;

/** On `dead-letters`: a message that a reader parked, whole, with where it came from and why. */
export const ParkedMessage = z.object({
  /** UUID v5 of reader and origin, so that parking twice is one message. */
  id: z.uuid(),
  reader: z.string(),
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  reason: ParkReason,
  /** Names fields and rules, never values. */
  detail: z.string(),
  accountId: z.uuid().nullable(),
  seq: z.int().nullable(),
  amountCents: z.int().nullable(),
  key: z.string().nullable(),
  headers: z.record(z.string(), z.string()),
  valueBase64: z.string().nullable(),
  parkedAt: Instant,
});
export type ParkedMessage = z.infer<typeof ParkedMessage>;

export const MensagemRetida = defineFact('br.faturaviva.MensagemRetida.v1', ParkedMessage.shape);
