import type { Consumer } from 'kafkajs';
import { refuseGaps } from './choice.ts';
import { Comparison } from './comparison.ts';
import type { Connection } from './connection.ts';
import { Deliveries } from './deliveries.ts';
import { FetchStatistics } from './fetch-statistics.ts';
import { endedWithin } from './patience.ts';
import type { ReaderCounters, ReadingPosition, ReadOptions } from './read-options.ts';
import { Reading } from './reading.ts';
import { type Limits, Supervised } from './supervise.ts';

const LOOK_MS = 2_000;
const STOP_LIMIT_MS = 1_000;

/** A member of a group that reads a topic into its database, each record once. */
export class Reader {
  /** What its fetches cost. */
  readonly statistics = new FetchStatistics();
  readonly #reading: Reading;
  readonly #comparison: Comparison;
  readonly #deliveries: Deliveries;
  readonly #supervised: Supervised;
  readonly #timer: NodeJS.Timeout;

  /** `starts`: see `beginGroup`. @throws IncompleteReader */
  constructor(
    connection: Connection,
    clusterId: string,
    options: ReadOptions,
    limits: Partial<Limits> = {},
    starts = new Map<number, number>(),
  ) {
    const { group, topic, logger, pace } = options;
    refuseGaps(group, options);
    this.#reading = new Reading(connection, clusterId, options, { starts, onHalt: () => void this.#end() });
    this.#comparison = new Comparison(this.#reading);
    this.#deliveries = new Deliveries(this.#reading, () => this.#supervised.holdMs);
    this.#supervised = new Supervised({
      connection,
      group,
      topic: topic.name,
      logger,
      limits,
      pace,
      statistics: this.statistics,
      onJoin: (consumer, partitions) => this.#onJoin(consumer, partitions),
      onBatch: (consumer, payload) => this.#deliveries.take(consumer, payload),
    });
    this.#timer = setInterval(() => this.#comparison.look(), LOOK_MS);
  }

  /** What it has met since it started. */
  get counters(): Readonly<ReaderCounters> {
    return this.#reading.counters;
  }

  /** `null` when it reads, else the reason why not. */
  status(): string | null {
    const { halted, waiting } = this.#reading;
    return halted ?? this.#supervised.status() ?? waiting.status() ?? this.#comparison.trouble;
  }

  /** Of the partitions that this member owns and has seen. */
  positions(): Map<number, ReadingPosition> {
    return new Map(this.#reading.positions);
  }

  /** Why it will not read on whatever happens, unless a person does something; `null` when it reads or may yet. */
  get halted(): string | null {
    return this.#reading.halted;
  }

  /** New records of types that are not among the known ones, by type. */
  get unknownTypes(): ReadonlyMap<string, number> {
    return this.#deliveries.unknown.counts;
  }

  /** How often a dead or silent consumer was replaced. */
  get rebuilds(): number {
    return this.#supervised.rebuilds;
  }

  /** How often it became a member of its group, or the group dealt its partitions anew. */
  get joins(): number {
    return this.#supervised.joins;
  }

  /** Pulls no more, ends the batches in hand, leaves the group. */
  async stop(): Promise<void> {
    await this.#end();
    this.#reading.member = null;
    this.#reading.held.releaseAll();
    await endedWithin(STOP_LIMIT_MS, Promise.all([this.#reading.turns.ended(), this.#comparison.ended()]));
  }

  async #end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#supervised.stop();
  }

  #onJoin(consumer: Consumer, partitions: number[]): void {
    this.#reading.join(consumer, partitions);
    this.#comparison.look();
  }
}
