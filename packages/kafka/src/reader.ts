import { inTransaction, type Pool } from '@faturaviva/database';
import type { TopicDefinition } from '@faturaviva/events';
import { failpoint, type Logger } from '@faturaviva/process';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { type Connection, clusterIdOf, committedOffsets, type LogBounds, logBounds } from './connection.ts';
import { whileAlive } from './keep-alive.ts';
import { endedWithin, reasonOf } from './patience.ts';
import { lockOffset, moveOffset, type ReaderPlace, readOffsets, type StoredOffset } from './reader-offsets.ts';
import { type BatchRecord, type Place, toRecord } from './records.ts';
import { rewindTo, type Standing, standingOf } from './standing.ts';
import { type Limits, Supervised } from './supervise.ts';
import { type Apply, takeBatch } from './take-batch.ts';
import { Turns } from './turns.ts';
import { WaitingPartitions } from './waiting.ts';

const PULSE_MS = 2_000;
const STOP_LIMIT_MS = 1_000;
/** Names of unknown types come from outside; more than these are counted together. */
const MOST_TYPE_NAMES = 100;

export interface ReadingPosition {
  /** Offset of the next record to apply. */
  next: number;
  /** Offset of the next record to be appended. */
  logEnd: number;
}

export interface ReadOptions {
  group: string;
  topic: TopicDefinition;
  /** Its role's search path finds `reader_offset`; its connections have `idle_in_transaction_session_timeout` set. */
  database: Pool;
  logger: Logger;
  /** Inside the transaction that moves `next`. Gets only new records, in log order. Throwing makes the partition wait. */
  apply: Apply;
  /**
   * After COMMIT, with all records of the batch, dropped ones too: what a crash kept from being published is published
   * when the batch comes again. Throwing makes the partition wait.
   */
  publish?(records: BatchRecord[], at: Place): Promise<void>;
  /** Every 2 s for each owned partition, after that partition's publish; never while its batch waits. */
  pulse?(position: ReadingPosition & { partition: number }): Promise<void>;
  /** Types that `apply` knows; new records of others are counted in `unknownTypes`. */
  types?: readonly { type: string }[];
}

/** What a reader has met since it started. */
export interface ReaderCounters {
  batches: number;
  applied: number;
  /** Delivered again, or to a second owner. */
  dropped: number;
  /** Batches that began beyond `next`. */
  beyond: number;
  /** Times that the log ended before `next`. */
  rewinds: number;
  commitFailures: number;
}

interface Membership {
  consumer: Consumer;
  partitions: number[];
  /** Whether the group's committed offsets have been compared with `next` since this member joined. */
  compared: boolean;
}

/** A member of a group that reads a topic into its database, each record once. */
export class Reader {
  readonly counters: ReaderCounters = { batches: 0, applied: 0, dropped: 0, beyond: 0, rewinds: 0, commitFailures: 0 };
  readonly unknownTypes = new Map<string, number>();
  readonly #connection: Connection;
  readonly #options: ReadOptions;
  readonly #topic: string;
  readonly #turns = new Turns<number>();
  readonly #waiting: WaitingPartitions;
  readonly #positions = new Map<number, ReadingPosition>();
  readonly #pulsing = new Set<number>();
  readonly #knownTypes: Set<string> | null;
  readonly #supervised: Supervised;
  readonly #timer: NodeJS.Timeout;
  #clusterId: string;
  #member: Membership | null = null;
  #looking: Promise<void> | null = null;
  #trouble: string | null = null;
  #halted: string | null = null;

  constructor(connection: Connection, clusterId: string, options: ReadOptions, limits: Partial<Limits> = {}) {
    const { group, topic, logger, types } = options;
    this.#connection = connection;
    this.#clusterId = clusterId;
    this.#options = options;
    this.#topic = topic.name;
    this.#waiting = new WaitingPartitions(topic.name, logger);
    this.#knownTypes = types ? new Set(types.map(({ type }) => type)) : null;
    this.#supervised = new Supervised({
      connection,
      group,
      topic: topic.name,
      logger,
      limits,
      onJoin: (consumer, partitions) => this.#onJoin(consumer, partitions),
      onBatch: (consumer, payload) => this.#onBatch(consumer, payload),
    });
    this.#timer = setInterval(() => this.#look(), PULSE_MS);
  }

  /** `null` when it reads, else the reason why not. */
  status(): string | null {
    return this.#halted ?? this.#supervised.status() ?? this.#waiting.status() ?? this.#trouble;
  }

  /** Of the partitions that this member owns and has seen. */
  positions(): Map<number, ReadingPosition> {
    return new Map(this.#positions);
  }

  /** How often a dead or silent consumer was replaced. */
  get rebuilds(): number {
    return this.#supervised.rebuilds;
  }

  /** Pulls no more, ends the batches in hand, leaves the group. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#supervised.stop();
    this.#member = null;
    await endedWithin(STOP_LIMIT_MS, Promise.all([this.#turns.ended(), this.#looking]));
  }

  #onJoin(consumer: Consumer, partitions: number[]): void {
    this.#member = { consumer, partitions, compared: false };
    // What failed is not committed: it is delivered again, here or to another member.
    this.#waiting.clear();
    for (const lost of [...this.#positions.keys()].filter((partition) => !partitions.includes(partition)))
      this.#positions.delete(lost);
    this.#look();
  }

  async #onBatch(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const at = { topic: batch.topic, partition: batch.partition };
    const records = batch.messages.map((message) => toRecord(at, message));
    await whileAlive(
      () => payload.heartbeat(),
      () =>
        this.#turns.take(at.partition, async () => {
          if (this.#halted) return;
          try {
            const done = await this.#handle(consumer, at, records, Number(batch.highWatermark));
            if (done) payload.resolveOffset(batch.lastOffset());
            this.#waiting.delete(at.partition);
          } catch (error) {
            if (this.#owns(at.partition)) this.#waiting.add(at.partition, error, () => payload.pause());
            else this.#options.logger.info({ ...at, reason: reasonOf(error) }, 'a batch failed; another member has it');
          }
        }),
    );
  }

  /** Whether the batch is done; if not, it is not resolved, and Kafka delivers what belongs there. */
  async #handle(consumer: Consumer, at: Place, records: BatchRecord[], logEnd: number): Promise<boolean> {
    const place = this.#place(at.partition);
    const taken = await takeBatch({ ...this.#options, place, clusterId: this.#clusterId }, records);
    switch (taken.kind) {
      case 'other-cluster':
        this.#halt(otherCluster(place, taken.stored, this.#clusterId));
        return false;
      case 'beyond':
        await this.#goBack(consumer, place, taken.next);
        return false;
      case 'taken':
        // An older fetch may end before `next` because another owner came further; only the log itself can tell.
        if (taken.next > logEnd && (await this.#rewindIfCut(consumer, place))) return false;
        failpoint('reader.after-commit');
        this.#count(records, taken.applied);
        if (this.#owns(at.partition)) this.#positions.set(at.partition, { next: taken.next, logEnd });
        await this.#options.publish?.(records, at);
        failpoint('reader.after-publish');
        await this.#commit(consumer, at, records);
        failpoint('reader.after-group-commit');
        return true;
      default:
        return taken satisfies never;
    }
  }

  /** The data is in the database: a commit that fails only means that the next owner reads it again. */
  async #commit(consumer: Consumer, at: Place, records: BatchRecord[]): Promise<void> {
    const last = records.at(-1);
    if (!last) return;
    try {
      await consumer.commitOffsets([{ ...at, offset: String(BigInt(last.offset) + 1n) }]);
    } catch (error) {
      this.counters.commitFailures += 1;
      this.#options.logger.info({ ...at, reason: reasonOf(error) }, 'the group did not take the offset; going on');
    }
  }

  async #goBack(consumer: Consumer, place: ReaderPlace, next: number): Promise<void> {
    this.counters.beyond += 1;
    const { first } = await logBounds(this.#connection, this.#topic);
    const begin = first[place.partition] ?? 0;
    if (begin > next) return this.#halt(factsGone(place, next, begin));
    this.#options.logger.info({ ...place, next }, 'a batch begins beyond the next record to apply; reading that first');
    consumer.seek({ topic: this.#topic, partition: place.partition, offset: String(next) });
  }

  /** Looks again under the row's lock before it moves `next` backwards. */
  async #rewindIfCut(consumer: Consumer, place: ReaderPlace): Promise<boolean> {
    const { database, logger } = this.#options;
    const moved = await inTransaction(database, async (tx) => {
      const stored = await lockOffset(tx, place, this.#clusterId);
      const bounds = boundsOf(await logBounds(this.#connection, this.#topic), place.partition);
      const standing = standingOf({ clusterId: this.#clusterId, stored, groupAt: 0, ...bounds });
      if (standing.kind !== 'log-cut') return null;
      const to = rewindTo(bounds);
      await moveOffset(tx, place, to);
      return { to, from: standing.next, end: standing.end };
    });
    if (!moved) return false;
    this.counters.rewinds += 1;
    logger.error(
      { ...place, ...moved, alarm: 'log-cut' },
      'the log ends before the last record applied: a broker lost its tail',
    );
    this.#positions.delete(place.partition);
    consumer.seek({ topic: this.#topic, partition: place.partition, offset: String(moved.to) });
    return true;
  }

  /** Compares the reader with the log, on joining and every 2 s: with nothing to read, no batch would tell. */
  #look(): void {
    if (this.#looking || this.#halted || !this.#member) return;
    this.#looking = this.#lookAt(this.#member)
      .then(
        () => null,
        (error: unknown) => `cannot compare with the log: ${reasonOf(error)}`,
      )
      .then((trouble) => {
        this.#trouble = trouble;
        this.#looking = null;
      });
  }

  async #lookAt(member: Membership): Promise<void> {
    const { group, database } = this.#options;
    this.#clusterId = await clusterIdOf(this.#connection);
    // Before anything else is asked: another cluster may not even have the topic.
    const read = await readOffsets(database, { group, topic: this.#topic });
    for (const [partition, { clusterId }] of read)
      if (clusterId !== this.#clusterId)
        return this.#halt(otherCluster(this.#place(partition), clusterId, this.#clusterId));
    const committed = member.compared ? null : await committedOffsets(this.#connection, group, this.#topic);
    const before = this.positions();
    const stored = await readOffsets(database, { group, topic: this.#topic });
    const bounds = await logBounds(this.#connection, this.#topic);
    for (const partition of member.partitions) {
      const groupAt = Math.max(committed?.get(partition) ?? 0, before.get(partition)?.next ?? 0);
      const view = {
        clusterId: this.#clusterId,
        stored: stored.get(partition),
        groupAt,
        ...boundsOf(bounds, partition),
      };
      const standing = standingOf(view);
      if (this.#halted) return;
      if (standing.kind === 'fine') this.#pulse(partition, view);
      else await this.#putRight(member.consumer, this.#place(partition), standing);
    }
    member.compared = true;
  }

  async #putRight(
    consumer: Consumer,
    place: ReaderPlace,
    standing: Exclude<Standing, { kind: 'fine' }>,
  ): Promise<void> {
    switch (standing.kind) {
      case 'other-cluster':
        return this.#halt(otherCluster(place, standing.stored, this.#clusterId));
      case 'facts-gone':
        return this.#halt(factsGone(place, standing.next, standing.first));
      case 'log-cut':
        await this.#turns.take(place.partition, () => this.#rewindIfCut(consumer, place));
        return;
      case 'behind':
        this.#options.logger.warn({ ...place, next: standing.next }, 'the group is beyond the database; seeking back');
        this.#positions.delete(place.partition);
        consumer.seek({ topic: this.#topic, partition: place.partition, offset: String(standing.next) });
        return;
      default:
        return standing satisfies never;
    }
  }

  #pulse(partition: number, { stored, end }: { stored: StoredOffset | undefined; end: number }): void {
    if (this.#pulsing.has(partition)) return;
    this.#pulsing.add(partition);
    const sent = this.#turns.take(partition, async () => {
      if (this.#waiting.has(partition) || !this.#owns(partition)) return;
      const next = Math.max(stored?.next ?? 0, this.#positions.get(partition)?.next ?? 0);
      const position = { next, logEnd: Math.max(end, next) };
      this.#positions.set(partition, position);
      await this.#options.pulse?.({ partition, ...position });
    });
    void sent
      .catch((error: unknown) =>
        this.#options.logger.warn({ partition, reason: reasonOf(error) }, 'a pulse was not sent'),
      )
      .finally(() => this.#pulsing.delete(partition));
  }

  #count(records: BatchRecord[], applied: BatchRecord[]): void {
    this.counters.batches += 1;
    this.counters.applied += applied.length;
    this.counters.dropped += records.length - applied.length;
    for (const { headers } of applied) {
      const type = headers['ce_type'];
      if (type === undefined || !this.#knownTypes || this.#knownTypes.has(type)) continue;
      const name = this.unknownTypes.has(type) || this.unknownTypes.size < MOST_TYPE_NAMES ? type : 'others';
      this.unknownTypes.set(name, (this.unknownTypes.get(name) ?? 0) + 1);
    }
  }

  #halt(sentence: string): void {
    if (this.#halted) return;
    this.#halted = sentence;
    this.#options.logger.error({ group: this.#options.group, alarm: 'halted' }, sentence);
    clearInterval(this.#timer);
    void this.#supervised.stop();
  }

  #owns(partition: number): boolean {
    return this.#member?.partitions.includes(partition) ?? false;
  }

  #place(partition: number): ReaderPlace {
    return { group: this.#options.group, topic: this.#topic, partition };
  }
}

function boundsOf({ first, end }: LogBounds, partition: number): { first: number; end: number } {
  return { first: first[partition] ?? 0, end: end[partition] ?? 0 };
}

function otherCluster({ group, topic }: ReaderPlace, stored: string, found: string): string {
  return (
    `${group} does not read ${topic}: its database was filled from the Kafka cluster ${stored}, and this one is ${found}. ` +
    'Offsets of one cluster mean nothing on another.'
  );
}

function factsGone({ group, topic, partition }: ReaderPlace, next: number, first: number): string {
  return (
    `${group} does not read ${topic}: it has read partition ${partition} up to offset ${next}, and the log begins at ` +
    `${first}. What lay between is gone.`
  );
}
