import type { TopicDefinition } from '@faturaviva/events';
import type { Logger } from '@faturaviva/process';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { atPace } from './at-pace.ts';
import { Bound } from './bound.ts';
import { type Choice, refuseGaps, wantedBy } from './choice.ts';
import { commitNext } from './commit-next.ts';
import type { Connection } from './connection.ts';
import { FetchStatistics } from './fetch-statistics.ts';
import { HeldPartitions } from './held.ts';
import { isRebalance, whileAlive } from './keep-alive.ts';
import { Pace } from './pace.ts';
import type { PullPlan } from './pull-plan.ts';
import { type BatchRecord, type Place, toRecord } from './records.ts';
import { type Limits, Supervised } from './supervise.ts';
import { Turns } from './turns.ts';
import { WaitingPartitions } from './waiting.ts';

export interface PullHandling extends Pick<Choice, 'skip' | 'before'> {
  group: string;
  topic: TopicDefinition;
  logger: Logger;
  pace?: Pace;
  /** Facts in log order per partition. Throwing makes the partition wait and the facts come again. */
  handle: (records: BatchRecord[], at: Place) => Promise<void> | void;
  /** Reads no further than here. */
  until?: (partition: number) => number;
}

export interface PullCounters {
  batches: number;
  facts: number;
  /** Passed over by choice. */
  skipped: number;
}

const TELL_MS = 1_000;
const STOP_LIMIT_MS = 1_000;

/**
 * A member of a group that keeps no tables: its position is what it told Kafka, after a batch was handled. So each fact
 * is handled once or, after a crash between the two, again. What must count each fact once is a `Reader`.
 */
export class Puller {
  readonly counters: PullCounters = { batches: 0, facts: 0, skipped: 0 };
  readonly statistics = new FetchStatistics();
  /** Facts of an earlier event time are passed over, since the group's beginning. */
  readonly since: string | undefined;
  /** Whether the group stood somewhere already, so that it goes on there. */
  readonly resumed: boolean;
  readonly #options: PullHandling;
  readonly #pace: Pace;
  readonly #bound: Bound;
  readonly #wanted: (record: BatchRecord) => boolean;
  readonly #starts: Map<number, number>;
  readonly #next = new Map<number, number>();
  readonly #held = new HeldPartitions();
  readonly #turns = new Turns<number>();
  readonly #waiting: WaitingPartitions;
  readonly #supervised: Supervised;
  readonly #timer: NodeJS.Timeout;
  #member: { consumer: Consumer; partitions: number[] } | null = null;
  #rebalancing = false;

  constructor(connection: Connection, options: PullHandling, plan: PullPlan, limits: Partial<Limits> = {}) {
    const { group, topic, logger, pace = new Pace(), until } = options;
    refuseGaps(group, options);
    this.#options = options;
    this.#pace = pace;
    this.#bound = new Bound((partition) => until?.(partition) ?? Number.POSITIVE_INFINITY);
    this.#starts = plan.starts;
    this.since = plan.since;
    this.resumed = plan.told.size > 0;
    this.#wanted = wantedBy({ skip: options.skip, before: options.before, since: plan.since });
    this.#waiting = new WaitingPartitions(topic.name, logger);
    this.#supervised = new Supervised({
      connection,
      group,
      topic: topic.name,
      logger,
      limits,
      pace,
      statistics: this.statistics,
      onJoin: (consumer, partitions) => this.#onJoin(consumer, partitions),
      onBatch: (consumer, payload) => this.#onBatch(consumer, payload),
    });
    this.#timer = setInterval(() => void this.#tellStarts(), TELL_MS);
  }

  /** `null` when it pulls, else the reason why not. */
  status(): string | null {
    return this.#supervised.status() ?? this.#waiting.status();
  }

  /** Per partition that this member holds, where it goes on; absent: it has not come to it yet. */
  positions(): Map<number, number> {
    return new Map([...this.#starts, ...this.#next]);
  }

  get rebuilds(): number {
    return this.#supervised.rebuilds;
  }

  /** Pulls no more, ends the batches in hand, tells the group where it stands, leaves it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#tellStarts();
    await this.#supervised.stop();
    this.#held.releaseAll();
    await Promise.race([this.#turns.ended(), new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref())]);
  }

  #onJoin(consumer: Consumer, partitions: number[]): void {
    this.#member = { consumer, partitions };
    this.#rebalancing = false;
    this.#waiting.clear();
    for (const lost of [...this.#next.keys()].filter((partition) => !partitions.includes(partition))) {
      this.#next.delete(lost);
      this.#held.release(lost);
    }
    for (const partition of partitions) {
      const start = this.#starts.get(partition);
      if (start !== undefined) consumer.seek({ topic: this.#options.topic.name, partition, offset: String(start) });
    }
  }

  async #onBatch(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const at = { topic: batch.topic, partition: batch.partition };
    const delivered = batch.messages.map((message) => toRecord(at, message));
    const records = this.#bound.within(at.partition, delivered);
    const leftOut = delivered[records.length];
    const pacing = {
      pace: this.#pace,
      held: this.#held,
      holdMs: this.#supervised.holdMs,
      wanted: this.#wanted,
      handOn: (piece: BatchRecord[]) =>
        this.#turns.take(at.partition, () => this.#handOn(consumer, at, piece, payload)),
    };
    const heartbeat = () =>
      payload.heartbeat().catch((error: unknown) => {
        if (isRebalance(error)) this.#rebalancing = true;
        throw error;
      });
    const done = await whileAlive(heartbeat, () =>
      atPace(payload, records, pacing, () => this.#rebalancing || !payload.isRunning()),
    );
    if (done && leftOut)
      this.#held.hold(
        at.partition,
        () => this.#bound.allows(at.partition, leftOut.offset),
        () => payload.pause(),
      );
  }

  async #handOn(consumer: Consumer, at: Place, piece: BatchRecord[], payload: EachBatchPayload): Promise<boolean> {
    const { logger, handle } = this.#options;
    const facts = piece.filter(this.#wanted);
    const next = (piece.at(-1)?.offset ?? -1) + 1;
    try {
      if (facts.length > 0) await handle(facts, at);
    } catch (error) {
      this.#waiting.add(at.partition, error, () => payload.pause());
      return false;
    }
    this.#waiting.delete(at.partition);
    this.#next.set(at.partition, next);
    this.counters.batches += facts.length > 0 ? 1 : 0;
    this.counters.facts += facts.length;
    this.counters.skipped += piece.length - facts.length;
    const took = await commitNext(consumer, at, { next, metadata: this.since ?? null }, logger);
    if (took) this.#starts.delete(at.partition);
    return true;
  }

  /** A partition without a fact has a beginning too: the group is told, so that the next run begins there. */
  async #tellStarts(): Promise<void> {
    const member = this.#member;
    if (!member || this.#supervised.status() !== null) return;
    const topic = this.#options.topic.name;
    for (const partition of member.partitions)
      await this.#turns.take(partition, async () => {
        const next = this.#starts.get(partition);
        if (next === undefined || this.#next.has(partition)) return;
        const where = { next, metadata: this.since ?? null };
        if (!(await commitNext(member.consumer, { topic, partition }, where, this.#options.logger))) return;
        this.#next.set(partition, next);
        this.#starts.delete(partition);
      });
  }
}
