import { Envelope, type Fact, type FactDefinition, type FactOf } from '@faturaviva/events';
import { z } from 'zod';
import type { BatchRecord, OutgoingRecord } from './records.ts';

type AnyDefinition = FactDefinition<string, z.ZodRawShape>;

/** What a CloudEvent says about itself when it belongs to no account. */
export type EventHead = Pick<Envelope, 'id' | 'type' | 'source' | 'time' | 'traceparent'>;

/** Headers of a CloudEvent 1.0 in Kafka's binary mode. */
export function eventHeaders({ id, type, source, time, traceparent }: EventHead): Record<string, string> {
  return {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: type,
    ce_source: source,
    ce_time: time,
    'content-type': 'application/json',
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

/** Headers of a fact: those of its event, and its place in its account. */
export function factHeaders(envelope: Envelope): Record<string, string> {
  return {
    ...eventHeaders(envelope),
    ce_account: envelope.accountId,
    ce_seq: String(envelope.seq),
    ce_cycle: String(envelope.cycle),
    ...(envelope.repairs === undefined ? {} : { ce_repairs: envelope.repairs }),
  };
}

/** A fact as a record: the account is its key, the event time its timestamp, `value` the JSON of its data. */
export function encodeFact(envelope: Envelope, value: string): OutgoingRecord {
  return { key: envelope.accountId, value, headers: factHeaders(envelope), timestamp: Date.parse(envelope.time) };
}

/** An event of no account as a record. */
export function encodeEvent(head: EventHead, value: string, key: string | null = null): OutgoingRecord {
  return { key, value, headers: eventHeaders(head), timestamp: Date.parse(head.time) };
}

export interface Parked {
  kind: 'parked';
  /** `unreadable`: no event can be made of the bytes. `invalid`: an event, but not of its type's shape. */
  reason: 'unreadable' | 'invalid';
  /** Names fields and rules, never values. */
  detail: string;
  /** As far as the headers or the key tell. */
  accountId: string | null;
  seq: number | null;
}

export type Decoded<F> = { kind: 'fact'; fact: F } | { kind: 'unknown'; type: string; envelope: Envelope } | Parked;

/** What a record says. Never throws: what no retry mends is `parked`, a type that is not among the definitions `unknown`. */
export function decodeFact<const D extends readonly AnyDefinition[]>(
  record: BatchRecord,
  definitions: D,
): Decoded<FactOf<D[number]>> {
  const read = readEnvelope(record);
  if (!read.success) return parked(record, 'unreadable', `headers: ${issuesOf(read.error)}`);
  const envelope = read.data;
  if (record.key !== null && record.key !== envelope.accountId) {
    return parked(record, 'invalid', 'key: is not the account of ce_account');
  }
  const definition = definitions.find(({ type }) => type === envelope.type);
  if (!definition) return { kind: 'unknown', type: envelope.type, envelope };
  const json = readJson(record.value);
  if (json === undefined) return parked(record, 'unreadable', 'value: is not JSON');
  const data = definition.data.safeParse(json);
  if (!data.success) return parked(record, 'invalid', issuesOf(data.error));
  const fact: Fact<string, unknown> = { ...envelope, data: data.data };
  return { kind: 'fact', fact: fact as FactOf<D[number]> };
}

/** As in a header: only the plain decimal form of a positive integer. */
const CountHeader = z
  .string()
  .regex(/^[1-9]\d{0,9}$/, 'must be a positive integer')
  .transform(Number);

const FactHeaders = z.object({
  ce_specversion: z.literal('1.0'),
  ce_id: Envelope.shape.id,
  ce_type: Envelope.shape.type,
  ce_source: Envelope.shape.source,
  ce_time: Envelope.shape.time,
  ce_account: Envelope.shape.accountId,
  ce_seq: CountHeader,
  ce_cycle: CountHeader,
  traceparent: z.string().optional(),
  ce_repairs: z.string().optional(),
});

const envelopeOf = FactHeaders.transform(
  (head): Envelope => ({
    id: head.ce_id,
    type: head.ce_type,
    source: head.ce_source,
    time: head.ce_time,
    accountId: head.ce_account,
    seq: head.ce_seq,
    cycle: head.ce_cycle,
    ...(head.traceparent === undefined ? {} : { traceparent: head.traceparent }),
    ...(head.ce_repairs === undefined ? {} : { repairs: head.ce_repairs }),
  }),
);

function readEnvelope(record: BatchRecord): z.ZodSafeParseResult<Envelope> {
  return envelopeOf.safeParse(record.headers);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function readJson(value: Buffer | null): unknown {
  if (value === null) return undefined;
  try {
    return JSON.parse(utf8.decode(value));
  } catch {
    return undefined;
  }
}

function parked(record: BatchRecord, reason: Parked['reason'], detail: string): Parked {
  const account = [record.headers['ce_account'], record.key].find(
    (id) => Envelope.shape.accountId.safeParse(id).success,
  );
  const seq = CountHeader.safeParse(record.headers['ce_seq']);
  return { kind: 'parked', reason, detail, accountId: account ?? null, seq: seq.success ? seq.data : null };
}

function issuesOf(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => `${path.join('.') || 'value'}: ${message}`).join('; ');
}
