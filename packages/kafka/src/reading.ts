import type { Consumer } from 'kafkajs';
import { wantedBy } from './choice.ts';
import type { Connection } from './connection.ts';
import { HeldPartitions } from './held.ts';
import type { ReaderCounters, ReadingPosition, ReadOptions } from './read-options.ts';
import type { ReaderPlace } from './reader-offsets.ts';
import type { BatchRecord } from './records.ts';
import { rewindIfCut } from './rewind.ts';
import { Turns } from './turns.ts';
import { WaitingPartitions } from './waiting.ts';

export interface Membership {
  consumer: Consumer;
  partitions: number[];
  /** Whether the group's committed offsets have been compared with `next` since this member joined. */
  compared: boolean;
}

/** What the parts of one reader know together: its membership, how far it came, what waits, and whether it has halted. */
export class Reading {
  readonly counters: ReaderCounters = {
    batches: 0,
    applied: 0,
    dropped: 0,
    skipped: 0,
    beyond: 0,
    rewinds: 0,
    commitFailures: 0,
  };
  readonly connection: Connection;
  readonly options: ReadOptions;
  readonly topic: string;
  readonly turns = new Turns<number>();
  readonly waiting: WaitingPartitions;
  readonly held = new HeldPartitions();
  readonly positions = new Map<number, ReadingPosition>();
  /** Where partitions begin of which the group knows nothing, though the database does. */
  readonly starts: Map<number, number>;
  readonly wanted: (record: BatchRecord) => boolean;
  clusterId: string;
  member: Membership | null = null;
  /** The group is about to deal its partitions anew: what is in hand is to end soon. */
  rebalancing = false;
  #halted: string | null = null;
  readonly #onHalt: () => void;

  constructor(
    connection: Connection,
    clusterId: string,
    options: ReadOptions,
    { starts, onHalt }: { starts: Map<number, number>; onHalt: () => void },
  ) {
    this.connection = connection;
    this.clusterId = clusterId;
    this.options = options;
    this.topic = options.topic.name;
    this.waiting = new WaitingPartitions(this.topic, options.logger);
    this.starts = starts;
    this.wanted = wantedBy(options);
    this.#onHalt = onHalt;
  }

  get halted(): string | null {
    return this.#halted;
  }

  join(consumer: Consumer, partitions: number[]): void {
    this.member = { consumer, partitions, compared: false };
    this.rebalancing = false;
    // What failed is not committed: it is delivered again, here or to another member.
    this.waiting.clear();
    for (const lost of [...this.positions.keys()].filter((partition) => !partitions.includes(partition))) {
      this.positions.delete(lost);
      this.held.release(lost);
    }
    for (const partition of partitions) {
      const start = this.starts.get(partition);
      if (start !== undefined) this.seek(consumer, partition, start);
    }
  }

  halt(sentence: string): void {
    if (this.#halted) return;
    this.#halted = sentence;
    this.options.logger.error({ group: this.options.group, alarm: 'halted' }, sentence);
    this.#onHalt();
  }

  seek(consumer: Consumer, partition: number, next: number): void {
    this.held.release(partition);
    consumer.seek({ topic: this.topic, partition, offset: String(next) });
  }

  /** Goes back to where the log ends, if it ends before `next`; answers whether it did. */
  async rewindIfCut(consumer: Consumer, place: ReaderPlace): Promise<boolean> {
    const { database, logger } = this.options;
    const moved = await rewindIfCut(this.connection, database, place, this.clusterId);
    if (!moved) return false;
    this.counters.rewinds += 1;
    logger.error(
      { ...place, ...moved, alarm: 'log-cut' },
      'the log ends before the last record applied: a broker lost its tail',
    );
    this.positions.delete(place.partition);
    this.seek(consumer, place.partition, moved.to);
    return true;
  }

  owns(partition: number): boolean {
    return this.member?.partitions.includes(partition) ?? false;
  }

  place(partition: number): ReaderPlace {
    return { group: this.options.group, topic: this.topic, partition };
  }
}
