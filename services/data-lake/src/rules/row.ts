import { dateIn } from '@faturaviva/calendar';
import { CompraEfetuada, type FactDefinition } from '@faturaviva/events';
import { type BatchRecord, decodeFact } from '@faturaviva/kafka';
import type { z } from 'zod';
import { type ColumnPlan, planOf } from './columns.ts';
import { folderOfType, UNREADABLE } from './names.ts';

type AnyDefinition = FactDefinition<string, z.ZodRawShape>;

/** A record of the log as a row of the lake. */
export interface Row {
  /** Folder of its type. */
  type: string;
  /** Day in São Paulo of the event time; of the record's own time where no event can be made of it. */
  date: string;
  partition: number;
  offset: number;
  recordTime: number;
  id: string | null;
  eventType: string | null;
  source: string | null;
  time: string | null;
  accountId: string | null;
  seq: number | null;
  cycle: number | null;
  traceparent: string | null;
  repairs: string | null;
  /** JSON of the data as every reader takes it, where its type's columns are known and it fits them. */
  value: string | null;
  /** JSON of everything that has no column. */
  data: string | null;
  /** Of an authorised purchase, else `null`. */
  purchaseCents: number | null;
}

/** Facts that are kept with columns of their own. Whatever else is on the log is kept too, as JSON. */
export class Vocabulary {
  readonly definitions: readonly AnyDefinition[];
  readonly plans: ReadonlyMap<string, ColumnPlan>;

  constructor(definitions: readonly AnyDefinition[]) {
    this.definitions = definitions;
    this.plans = new Map(definitions.map((definition) => [definition.type, planOf(definition)]));
  }

  /** Never throws: a message that is no fact is a row as well. */
  rowOf(record: BatchRecord): Row {
    const decoded = decodeFact(record, this.definitions);
    if (decoded.kind === 'parked') return unreadable(record, decoded.accountId, decoded.seq);
    const envelope = decoded.kind === 'fact' ? decoded.fact : decoded.envelope;
    const { id, type, source, time, accountId, seq, cycle, traceparent = null, repairs = null } = envelope;
    const row = {
      ...emptyRow(record),
      type: folderOfType(type),
      date: dayOf(time),
      ...{ id, eventType: type, source, time, accountId, seq, cycle, traceparent, repairs },
    };
    if (decoded.kind === 'unknown') return { ...row, data: jsonOf(record) };
    const left = this.plans.get(type)?.leftover(JSON.parse(String(record.value)));
    const { data } = decoded.fact;
    return {
      ...row,
      value: JSON.stringify(data),
      data: left === undefined ? null : JSON.stringify(left),
      purchaseCents: type === CompraEfetuada.type ? Number((data as { amountCents: number }).amountCents) : null,
    };
  }
}

function emptyRow({ partition, offset, timestamp }: BatchRecord): Row {
  return {
    type: UNREADABLE,
    date: dayOf(new Date(Math.max(timestamp, 0)).toISOString()),
    partition,
    offset,
    recordTime: timestamp,
    id: null,
    eventType: null,
    source: null,
    time: null,
    accountId: null,
    seq: null,
    cycle: null,
    traceparent: null,
    repairs: null,
    value: null,
    data: null,
    purchaseCents: null,
  };
}

function unreadable(record: BatchRecord, accountId: string | null, seq: number | null): Row {
  const { key, headers } = record;
  return {
    ...emptyRow(record),
    eventType: headers['ce_type'] ?? null,
    accountId,
    seq,
    data: JSON.stringify({ key, headers, ...valueOf(record) }),
  };
}

/** Bytes that are no text are kept as base64, so that nothing is replaced. */
function valueOf({ value }: BatchRecord): { value: string | null } | { base64: string } {
  if (value === null) return { value: null };
  const asText = value.toString('utf8');
  return Buffer.from(asText, 'utf8').equals(value) ? { value: asText } : { base64: value.toString('base64') };
}

/** The value where it is JSON, else what there is of it. */
function jsonOf(record: BatchRecord): string {
  const value = valueOf(record);
  if ('value' in value && value.value !== null) {
    try {
      JSON.parse(value.value);
      return value.value;
    } catch {
      // Kept below, as text.
    }
  }
  return JSON.stringify(value);
}

const days = new Map<string, string>();

/** Facts come by the thousand per hour of business time, and the calendar takes microseconds. */
function dayOf(instant: string): string {
  const hour = instant.slice(0, 13);
  const known = days.get(hour);
  if (known !== undefined) return known;
  if (days.size > 5_000) days.clear();
  // The zone has never moved its clocks within an hour.
  const day = dateIn(`${hour}:00:00.000Z`);
  days.set(hour, day);
  return day;
}
