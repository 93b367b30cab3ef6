import { randomUUID } from 'node:crypto';
import type { TopicDefinition } from '@faturaviva/events';
import type { Logger } from '@faturaviva/process';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { type Connection, logBounds, removeGroup } from './connection.ts';
import { whileAlive } from './keep-alive.ts';
import type { Pace } from './pace.ts';
import { type BatchRecord, type Place, toRecord } from './records.ts';
import { type Limits, Supervised } from './supervise.ts';
import { WaitingPartitions } from './waiting.ts';

export interface FollowOptions {
  topic: TopicDefinition;
  logger: Logger;
  /** Records in log order per partition. Throwing makes the partition wait and the records come again. */
  handle(records: BatchRecord[], at: Place): Promise<void> | void;
  /** Per partition, the offset of the first record to see; absent: whatever comes from now on. */
  from?: number[];
  /** Of its fetches; absent: as large as they come. */
  pace?: Pace;
}

/**
 * Sees every record that is appended after it was made, or from given offsets on, in a group of its own. It keeps no
 * offsets: where it is, it knows in memory, and goes on from there when it joins again.
 */
export class Follower {
  readonly #connection: Connection;
  readonly #options: FollowOptions;
  readonly #group: string;
  readonly #next: number[];
  readonly #waiting: WaitingPartitions;
  readonly #supervised: Supervised;
  readonly #assigned = Promise.withResolvers<void>();

  constructor(connection: Connection, options: FollowOptions, from: number[], limits: Partial<Limits> = {}) {
    this.#connection = connection;
    this.#options = options;
    this.#group = `${connection.clientId}-${randomUUID()}`;
    this.#next = [...from];
    this.#waiting = new WaitingPartitions(options.topic.name, options.logger);
    this.#supervised = new Supervised({
      connection,
      group: this.#group,
      topic: options.topic.name,
      logger: options.logger,
      limits,
      pace: options.pace,
      onJoin: (consumer, partitions) => this.#onJoin(consumer, partitions),
      onBatch: (_, payload) => this.#onBatch(payload),
    });
  }

  /** Resolves when all partitions are assigned and sought. */
  assigned(): Promise<void> {
    return this.#assigned.promise;
  }

  status(): string | null {
    return this.#supervised.status() ?? this.#waiting.status();
  }

  /** Ends the batch in hand and removes its group, as far as the broker answers. */
  async stop(): Promise<void> {
    await this.#supervised.stop();
    await removeGroup(this.#connection, this.#group);
  }

  #onJoin(consumer: Consumer, partitions: number[]): void {
    for (const partition of partitions) {
      consumer.seek({ topic: this.#options.topic.name, partition, offset: String(this.#next[partition] ?? 0) });
    }
    this.#assigned.resolve();
  }

  async #onBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const at = { topic: batch.topic, partition: batch.partition };
    const next = this.#next[at.partition] ?? 0;
    const records = batch.messages.map((message) => toRecord(at, message)).filter(({ offset }) => offset >= next);
    try {
      if (records.length > 0)
        await whileAlive(
          () => payload.heartbeat(),
          async () => this.#options.handle(records, at),
        );
      this.#next[at.partition] = Math.max(next, Number(batch.lastOffset()) + 1);
      payload.resolveOffset(batch.lastOffset());
      this.#waiting.delete(at.partition);
    } catch (error) {
      this.#waiting.add(at.partition, error, () => payload.pause());
    }
  }
}

/** Where no beginning is given, the end offsets are read first: whatever is appended after this resolves is seen. */
export async function startFollower(
  connection: Connection,
  options: FollowOptions,
  limits: Partial<Limits> = {},
): Promise<Follower> {
  const from = options.from ?? (await logBounds(connection, options.topic.name)).end;
  const follower = new Follower(connection, options, from, limits);
  await follower.assigned();
  return follower;
}
