import { randomUUID } from 'node:crypto';
import type { TopicDefinition } from '@faturaviva/events';
import type { Logger } from '@faturaviva/process';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { boundsOf, type Connection, type LogBounds, logBounds, removeGroup } from './connection.ts';
import { Merge } from './merge.ts';
import { type BatchRecord, toRecord } from './records.ts';
import { type Limits, Supervised } from './supervise.ts';

export interface ReplayOptions<T> {
  topic: TopicDefinition;
  logger: Logger;
  /** What is kept of a record, asked in its partition's order; `null` leaves it out. The record itself is let go. */
  select(record: BatchRecord): T | null;
  /** How far it came: records read, of those to read. */
  progress?(read: number, total: number): void;
  signal?: AbortSignal;
}

/** A partition that has so much waiting is read on once half of it was taken. */
const MOST_WAITING = 4_000;
/** Longer than a session: a member that was stopped while it joined is given up after that. */
const FORGET_LIMIT_MS = 15_000;
/** Given to the caller at once. */
const AT_ONCE = 1_000;

/**
 * Reads a topic from its first record to the end that it has now, merged by event time over all partitions: twice the
 * same log is twice the same order. In a group of its own that is removed afterwards, commits nothing, writes nothing.
 */
export async function* replayLog<T>(
  connection: Connection,
  options: ReplayOptions<T>,
  limits: Partial<Limits> = {},
): AsyncGenerator<T[]> {
  options.signal?.throwIfAborted();
  const bounds = await logBounds(connection, options.topic.name);
  if (bounds.end.every((end, partition) => end === bounds.first[partition])) return;
  const replay = new Replay(connection, options, bounds, limits);
  try {
    while (!replay.done) yield await replay.next();
  } finally {
    await replay.stop();
  }
}

class Replay<T> {
  readonly #connection: Connection;
  readonly #options: ReplayOptions<T>;
  readonly #group: string;
  readonly #next: number[];
  readonly #bounds: LogBounds;
  readonly #merge: Merge<T>;
  readonly #paused = new Map<number, () => void>();
  readonly #supervised: Supervised;
  #arrived = Promise.withResolvers<void>();

  constructor(connection: Connection, options: ReplayOptions<T>, bounds: LogBounds, limits: Partial<Limits>) {
    this.#connection = connection;
    this.#options = options;
    this.#bounds = bounds;
    this.#group = `${connection.clientId}-${randomUUID()}`;
    this.#next = [...bounds.first];
    this.#merge = new Merge(bounds.end.length);
    for (const partition of bounds.end.keys()) this.#endIfRead(partition);
    options.signal?.addEventListener('abort', () => this.#arrived.reject(options.signal?.reason), { once: true });
    this.#arrived.promise.catch(() => undefined);
    this.#supervised = new Supervised({
      connection,
      group: this.#group,
      topic: options.topic.name,
      logger: options.logger,
      limits,
      onJoin: (consumer, partitions) => this.#onJoin(consumer, partitions),
      onBatch: (_, payload) => this.#onBatch(payload),
    });
  }

  get done(): boolean {
    return this.#merge.done;
  }

  /** @throws the signal's reason */
  async next(): Promise<T[]> {
    for (;;) {
      this.#options.signal?.throwIfAborted();
      const items = this.#merge.take(AT_ONCE);
      for (const [partition, resume] of this.#paused)
        if (this.#merge.waiting(partition) < MOST_WAITING / 2) this.#resume(partition, resume);
      if (items.length > 0 || this.done) return items;
      await this.#arrived.promise;
    }
  }

  async stop(): Promise<void> {
    await this.#supervised.stop();
    await removeGroup(this.#connection, this.#group, FORGET_LIMIT_MS);
  }

  #onJoin(consumer: Consumer, partitions: number[]): void {
    for (const partition of partitions) {
      const resume = this.#paused.get(partition);
      if (resume) this.#resume(partition, resume);
      const offset = String(this.#next[partition] ?? 0);
      consumer.seek({ topic: this.#options.topic.name, partition, offset });
    }
  }

  async #onBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const { topic, partition } = batch;
    const { end } = boundsOf(this.#bounds, partition);
    const next = this.#next[partition] ?? 0;
    for (const message of batch.messages) {
      const offset = Number(message.offset);
      if (offset < next || offset >= end) continue;
      const record = toRecord({ topic, partition }, message);
      const item = this.#options.select(record);
      if (item !== null) this.#merge.add(partition, { at: record.timestamp, item });
    }
    this.#next[partition] = Math.max(next, Number(batch.lastOffset()) + 1);
    payload.resolveOffset(batch.lastOffset());
    this.#endIfRead(partition);
    if (this.#merge.waiting(partition) > MOST_WAITING) this.#paused.set(partition, payload.pause());
    this.#tell();
    const arrived = this.#arrived;
    this.#arrived = Promise.withResolvers();
    this.#arrived.promise.catch(() => undefined);
    arrived.resolve();
  }

  #endIfRead(partition: number): void {
    if ((this.#next[partition] ?? 0) >= boundsOf(this.#bounds, partition).end) this.#merge.end(partition);
  }

  #resume(partition: number, resume: () => void): void {
    this.#paused.delete(partition);
    resume();
  }

  #tell(): void {
    const { first, end } = this.#bounds;
    const sum = (offsets: readonly number[]) => offsets.reduce((total, offset) => total + offset, 0);
    const read = this.#next.map((next, partition) => Math.min(next, end[partition] ?? 0));
    this.#options.progress?.(sum(read) - sum(first), sum(end) - sum(first));
  }
}
