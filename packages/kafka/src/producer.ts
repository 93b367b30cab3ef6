import type { Logger } from '@faturaviva/process';
import { CompressionTypes, type Producer as LibraryProducer, type Message, type RecordMetadata } from 'kafkajs';
import { ask, type Connection, DISCONNECT_LIMIT_MS, RETRY } from './connection.ts';
import { endedWithin, growingMs, reasonOf, unlessAborted, untilItWorks, wait } from './patience.ts';
import type { OutgoingRecord } from './records.ts';
import { Turns } from './turns.ts';

/** One request carries at most this many records, and this many bytes before compression. */
const MAX_RECORDS = 500;
const MAX_BYTES = 900_000;
/** kafkajs tries for ten seconds and more by itself before it reports a failure. */
const SLOW_SEND_MS = 2_000;

/** These records can never be appended there, however often it is tried. They are not on the log. */
export class NotAppendable extends Error {
  readonly code: 'message-too-large' | 'codec-missing' | 'no-such-partition';
  readonly retriable = false;

  constructor(code: NotAppendable['code'], message: string) {
    super(message);
    this.name = 'NotAppendable';
    this.code = code;
  }
}

/**
 * Appends, and tells the truth about it. kafkajs resolves sends that were not stored: for several partitions in one
 * send, for a partition that does not exist, for an idempotent send that was cut. So each send goes to one partition,
 * waits for the one before it, and counts only when its answer acknowledges exactly that partition.
 */
export class Producer {
  readonly #library: LibraryProducer;
  readonly #connection: Connection;
  readonly #turns = new Turns<string>();
  readonly #closed = new AbortController();
  readonly #waiting = new Map<string, string>();

  constructor(library: LibraryProducer, connection: Connection) {
    this.#library = library;
    this.#connection = connection;
  }

  /**
   * Resolves with the offset of the first record once all are on the log; then they are there in this order. Any
   * failure has an unknown result, so the same records are sent again, after 100 ms and longer, before anything newer
   * of their partition: a reader may see them twice. Rejects with `NotAppendable`, or with the signal's reason; after
   * an abort too their result is unknown. The records of one call follow each other without gaps unless another
   * process appends to the partition and they exceed one request (500 records, 900 kB).
   */
  async append(
    topic: string,
    partition: number,
    records: readonly OutgoingRecord[],
    { signal = this.#closed.signal }: { signal?: AbortSignal } = {},
  ): Promise<number> {
    signal.throwIfAborted();
    this.#closed.signal.throwIfAborted();
    if (records.length === 0) throw new RangeError('There is nothing to append.');
    // An abort frees the caller at once, the partition only when the outstanding send has its result.
    const landed = this.#turns.take(`${topic}/${partition}`, () => this.#landAll(topic, partition, records, signal));
    return unlessAborted(landed, signal, this.#closed.signal);
  }

  /** `null`, or which partitions wait for the broker, and why. */
  status(): string | null {
    if (this.#waiting.size === 0) return null;
    return [...this.#waiting].map(([place, reason]) => `${place} is not appended to: ${reason}`).join('; ');
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error('The producer is closed.'));
    await endedWithin(DISCONNECT_LIMIT_MS, this.#turns.ended());
    await endedWithin(DISCONNECT_LIMIT_MS, this.#library.disconnect());
  }

  async #landAll(
    topic: string,
    partition: number,
    records: readonly OutgoingRecord[],
    signal: AbortSignal,
  ): Promise<number> {
    const [first = [], ...others] = requestsOf(records);
    const base = await this.#land(topic, partition, first, signal);
    for (const messages of others) await this.#land(topic, partition, messages, signal);
    return base;
  }

  async #land(topic: string, partition: number, messages: OutgoingRecord[], signal: AbortSignal): Promise<number> {
    const place = `${topic}/${partition}`;
    const slow = setTimeout(() => this.#waiting.set(place, 'the broker has not answered yet'), SLOW_SEND_MS);
    try {
      for (let attempt = 0; ; attempt += 1) {
        signal.throwIfAborted();
        this.#closed.signal.throwIfAborted();
        const sent = await this.#send(topic, partition, messages);
        if (typeof sent === 'number') return sent;
        this.#waiting.set(place, sent.reason);
        this.#connection.logger.warn({ topic, partition, attempt, reason: sent.reason }, 'not appended; sending again');
        await wait(growingMs(attempt), AbortSignal.any([signal, this.#closed.signal]));
      }
    } finally {
      clearTimeout(slow);
      this.#waiting.delete(place);
    }
  }

  /** The base offset, or why it is not known to be stored. */
  async #send(topic: string, partition: number, records: OutgoingRecord[]): Promise<number | { reason: string }> {
    try {
      const answer = await this.#library.send({
        topic,
        acks: -1,
        compression: CompressionTypes.GZIP,
        messages: records.map((record) => toMessage(partition, record)),
      });
      const base = acknowledgedBase(answer, partition);
      if (base !== null) return base;
    } catch (error) {
      throwIfHopeless(error, topic, partition);
      return { reason: reasonOf(error) };
    }
    await this.#refuseMissingPartition(topic, partition);
    return { reason: 'the broker did not acknowledge it' };
  }

  async #refuseMissingPartition(topic: string, partition: number): Promise<void> {
    const question = ask(this.#connection, (admin) => admin.fetchTopicMetadata({ topics: [topic] }));
    const metadata = await question.catch(() => null);
    const partitions = metadata?.topics[0]?.partitions;
    if (!partitions || partitions.some(({ partitionId }) => partitionId === partition)) return;
    throw new NotAppendable(
      'no-such-partition',
      `${topic} has ${partitions.length} partitions; there is no partition ${partition}.`,
    );
  }
}

export async function openProducer(connection: Connection): Promise<Producer> {
  const library = connection.client.producer({
    allowAutoTopicCreation: false,
    idempotent: false,
    // Each attempt is ours: between two of them the caller may find that the brokers are others now.
    retry: { ...RETRY, retries: 0 },
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? -1,
  });
  const logger: Logger = connection.logger;
  await untilItWorks(logger, 'The producer cannot connect to Kafka', () => library.connect());
  return new Producer(library, connection);
}

/** The base offset when the answer acknowledges this partition and nothing else; anything else is not an acknowledgement. */
export function acknowledgedBase(answer: readonly RecordMetadata[], partition: number): number | null {
  const [only] = answer;
  if (answer.length !== 1 || !only || only.partition !== partition || only.errorCode !== 0) return null;
  const base = BigInt(only.baseOffset ?? -1);
  return base >= 0n ? Number(base) : null;
}

/** Consecutive requests, each within the limits; a record that is larger alone is alone. */
export function requestsOf(records: readonly OutgoingRecord[]): OutgoingRecord[][] {
  const requests: OutgoingRecord[][] = [];
  let room = { records: 0, bytes: 0 };
  for (const record of records) {
    const bytes = Buffer.byteLength(record.value);
    if (room.records === 0 || room.bytes < bytes) {
      requests.push([]);
      room = { records: MAX_RECORDS, bytes: MAX_BYTES };
    }
    requests.at(-1)?.push(record);
    room = { records: room.records - 1, bytes: room.bytes - bytes };
  }
  return requests;
}

function toMessage(partition: number, { key, value, headers, timestamp }: OutgoingRecord): Message {
  return { partition, key, value, headers, ...(timestamp === undefined ? {} : { timestamp: String(timestamp) }) };
}

function throwIfHopeless(error: unknown, topic: string, partition: number): void {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('type' in cause && cause.type === 'MESSAGE_TOO_LARGE') {
      throw new NotAppendable('message-too-large', `${topic}/${partition} refuses the records: too large.`);
    }
    if (cause.name === 'KafkaJSNotImplemented') throw new NotAppendable('codec-missing', cause.message);
  }
}
