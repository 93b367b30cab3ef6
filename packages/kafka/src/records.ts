import type { IHeaders, KafkaMessage } from 'kafkajs';

/** A record on its way to the log. */
export interface OutgoingRecord {
  key: string | null;
  value: string | Buffer;
  headers: Record<string, string>;
  /** Event time in ms; absent = now. A topic with LogAppendTime overwrites it. */
  timestamp?: number;
}

/** A record as a reader gets it. */
export interface BatchRecord {
  topic: string;
  partition: number;
  offset: number;
  timestamp: number;
  key: string | null;
  headers: Record<string, string>;
  value: Buffer | null;
}

/** Where a batch comes from. */
export interface Place {
  topic: string;
  partition: number;
}

export function toRecord({ topic, partition }: Place, message: KafkaMessage): BatchRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key?.toString() ?? null,
    headers: plainHeaders(message.headers),
    value: message.value,
  };
}

/** A header that comes several times keeps its last value. */
function plainHeaders(headers: IHeaders | undefined): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (last !== undefined) plain[name] = last.toString();
  }
  return plain;
}
