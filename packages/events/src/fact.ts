import { z } from 'zod';

/** `YYYY-MM-DDTHH:mm:ss.sssZ`: UTC, milliseconds, so that instants compare as text. */
export const Instant = z.iso.datetime({ precision: 3 });
/** A day in São Paulo. */
export const Day = z.iso.date();
/** Positive amount in integer cents, at most R$ 10 million. */
export const AmountCents = z.int().min(1).max(1_000_000_000);
/** Amount in integer cents, of either sign. */
export const SignedCents = z.int();

export const CycleDates = z.object({ opensOn: Day, closesOn: Day, dueOn: Day, chargeableFrom: Day });

/** A name of ours for an id: the same id in another spelling is the same. */
export const Uuid = z.uuid().toLowerCase();
/** A caller's own name for a thing. Its alphabet leaves no room for an e-mail address or a name with spaces. */
export const Reference = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,79}$/, 'letters, digits and : . _ - only, at most 80');
export const PortfolioName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'lower-case letters, digits and - only, at most 40');

/** No control characters, none that change how others are shown, no halves of characters. */
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}]*$/u;
/** Text as a person reads it: what no database and no page stumbles over. */
export const Printable = z.string().regex(PRINTABLE, 'no control or formatting characters');

export const Merchant = z.object({
  id: Printable.min(1).max(64),
  name: Printable.min(1).max(80),
  /** ISO 18245. */
  mcc: z.string().regex(/^\d{4}$/, 'four digits'),
});
export type Merchant = z.infer<typeof Merchant>;

/**
 * What every fact of an account says about itself, once. On Kafka it travels in the headers (CloudEvents 1.0,
 * binary mode); the record's key is `accountId`.
 */
export const Envelope = z.object({
  /** UUID v7 of the fact. */
  id: z.uuid(),
  type: z.string().min(1),
  source: z.string().min(1),
  /** Event time: when the fact was posted. Never before the account's last fact. */
  time: Instant,
  accountId: z.uuid(),
  /** Per account 1, 2, 3 … without gaps. */
  seq: z.int().min(1),
  /** The account's open cycle when the fact was posted: 1, 2, 3 … */
  cycle: z.int().min(1),
  traceparent: z.string().optional(),
  /** `topic/partition/offset` of the parked message that this fact repairs. */
  repairs: z.string().optional(),
});
export type Envelope = z.infer<typeof Envelope>;

/** A fact as a reader sees it: the envelope and the data of its type. */
export type Fact<Type extends string, Data> = Omit<Envelope, 'type'> & { type: Type; data: Data };

export interface FactDefinition<Type extends string, Shape extends z.ZodRawShape> {
  type: Type;
  data: z.ZodObject<Shape>;
}

/** One fact: its versioned type name and the shape of its data. Fields that a reader does not know are dropped. */
export function defineFact<const Type extends string, Shape extends z.ZodRawShape>(
  type: Type,
  shape: Shape,
): FactDefinition<Type, Shape> {
  return { type, data: z.object(shape) };
}

export type FactOf<D> =
  D extends FactDefinition<infer Type, infer Shape> ? Fact<Type, z.infer<z.ZodObject<Shape>>> : never;
