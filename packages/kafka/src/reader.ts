import { failpoint } from '@faturaviva/process';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { Bound } from './bound.ts';
import { boundsOf, type Connection, clusterIdOf, committedOffsets, logBounds } from './connection.ts';
import { factsGone, otherCluster } from './halts.ts';
import { whileAlive } from './keep-alive.ts';
import { endedWithin, reasonOf } from './patience.ts';
import type { ReaderCounters, ReadingPosition, ReadOptions } from './read-options.ts';
import { type ReaderPlace, readOffsets, type StoredOffset } from './reader-offsets.ts';
import { type BatchRecord, type Place, toRecord } from './records.ts';
import { rewindIfCut } from './rewind.ts';
import { type Standing, standingOf } from './standing.ts';
import { type Limits, Supervised } from './supervise.ts';
import { takeBatch } from './take-batch.ts';
import { Turns } from './turns.ts';
import { UnknownTypes } from './unknown-types.ts';
import { WaitingPartitions } from './waiting.ts';

const PULSE_MS = 2_000;
const STOP_LIMIT_MS = 1_000;

interface Membership {
  consumer: Consumer;
  partitions: number[];
  /** Whether the group's committed offsets have been compared with `next` since this member joined. */
  compared: boolean;
}

/** A member of a group that reads a topic into its database, each record once. */
export class Reader {
  readonly counters: ReaderCounters = { batches: 0, applied: 0, dropped: 0, beyond: 0, rewinds: 0, commitFailures: 0 };
  readonly #connection: Connection;
  readonly #options: ReadOptions;
  readonly #topic: string;
  readonly #turns = new Turns<number>();
  readonly #waiting: WaitingPartitions;
  readonly #positions = new Map<number, ReadingPosition>();
  readonly #pulsing = new Set<number>();
  readonly #bound: Bound;
  readonly #unknown: UnknownTypes;
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
    this.#bound = new Bound((partition) => options.until?.(partition) ?? Number.POSITIVE_INFINITY);
    this.#unknown = new UnknownTypes(types);
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

  /** Why it will not read on whatever happens, unless a person does something; `null` when it reads or may yet. */
  get halted(): string | null {
    return this.#halted;
  }

  /** New records of types that are not among the known ones, by type. */
  get unknownTypes(): ReadonlyMap<string, number> {
    return this.#unknown.counts;
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
    this.#bound.releaseAll();
    await endedWithin(STOP_LIMIT_MS, Promise.all([this.#turns.ended(), this.#looking]));
  }

  #onJoin(consumer: Consumer, partitions: number[]): void {
    this.#member = { consumer, partitions, compared: false };
    // What failed is not committed: it is delivered again, here or to another member.
    this.#waiting.clear();
    for (const lost of [...this.#positions.keys()].filter((partition) => !partitions.includes(partition))) {
      this.#positions.delete(lost);
      this.#bound.release(lost);
    }
    this.#look();
  }

  async #onBatch(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const at = { topic: batch.topic, partition: batch.partition };
    const delivered = batch.messages.map((message) => toRecord(at, message));
    const records = this.#bound.within(at.partition, delivered);
    const leftOut = delivered[records.length];
    await whileAlive(
      () => payload.heartbeat(),
      () =>
        this.#turns.take(at.partition, async () => {
          if (this.#halted) return;
          try {
            const last = records.at(-1);
            const done = !last || (await this.#handle(consumer, at, records, Number(batch.highWatermark)));
            if (last && done) payload.resolveOffset(String(last.offset));
            this.#waiting.delete(at.partition);
            if (leftOut && done) await this.#standAt(consumer, leftOut, () => payload.pause());
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

  /** At the bound the partition is paused; where the database is still behind it, that is read first. */
  async #standAt(consumer: Consumer, leftOut: BatchRecord, pause: () => () => void): Promise<void> {
    const place = this.#place(leftOut.partition);
    const next = (await readOffsets(this.#options.database, place)).get(place.partition)?.next ?? 0;
    if (next < leftOut.offset && this.#bound.allows(place.partition, next)) await this.#goBack(consumer, place, next);
    else this.#bound.hold(place.partition, leftOut.offset, pause);
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
    this.#seek(consumer, place.partition, next);
  }

  async #rewindIfCut(consumer: Consumer, place: ReaderPlace): Promise<boolean> {
    const { database, logger } = this.#options;
    const moved = await rewindIfCut(this.#connection, database, place, this.#clusterId);
    if (!moved) return false;
    this.counters.rewinds += 1;
    logger.error(
      { ...place, ...moved, alarm: 'log-cut' },
      'the log ends before the last record applied: a broker lost its tail',
    );
    this.#positions.delete(place.partition);
    this.#seek(consumer, place.partition, moved.to);
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
        this.#seek(consumer, place.partition, standing.next);
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
    this.#unknown.add(applied);
  }

  #halt(sentence: string): void {
    if (this.#halted) return;
    this.#halted = sentence;
    this.#options.logger.error({ group: this.#options.group, alarm: 'halted' }, sentence);
    clearInterval(this.#timer);
    void this.#supervised.stop();
  }

  #seek(consumer: Consumer, partition: number, next: number): void {
    this.#bound.release(partition);
    consumer.seek({ topic: this.#topic, partition, offset: String(next) });
  }

  #owns(partition: number): boolean {
    return this.#member?.partitions.includes(partition) ?? false;
  }

  #place(partition: number): ReaderPlace {
    return { group: this.#options.group, topic: this.#topic, partition };
  }
}
