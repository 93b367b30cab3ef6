import type { TopicDefinition } from '@faturaviva/events';
import {
  type Connection,
  type ConnectionOptions,
  closeConnection,
  clusterIdOf,
  logBounds,
  openConnection,
  removeGroup,
} from './connection.ts';
import { type Follower, type FollowOptions, startFollower } from './follow.ts';
import { endedWithin } from './patience.ts';
import { openProducer, type Producer } from './producer.ts';
import type { ReadOptions } from './read-options.ts';
import { Reader } from './reader.ts';
import { type ReplayOptions, replayLog } from './replay.ts';
import { ensureTopics } from './topics.ts';

/** A producer that still waits for a broker is left behind. */
const CLOSE_LIMIT_MS = 6_000;
/** Longer than a session: a member that was killed is given up after that. */
const FORGET_LIMIT_MS = 15_000;

/** One process' door to a Kafka cluster. Stop its readers and followers before closing it. */
export class Kafka {
  readonly clusterId: string;
  readonly #connection: Connection;
  #producer: Promise<Producer> | null = null;

  constructor(connection: Connection, clusterId: string) {
    this.#connection = connection;
    this.clusterId = clusterId;
  }

  /** Creates topics that are missing, puts drifted settings right, throws `TopicMismatch` where only a person can help. */
  ensureTopics(definitions: readonly TopicDefinition[]): Promise<void> {
    return ensureTopics(this.#connection, definitions);
  }

  /** Of the brokers that answer now: another one than `clusterId` when their disks were replaced meanwhile. */
  clusterIdNow(): Promise<string> {
    return clusterIdOf(this.#connection);
  }

  /** Per partition, the offset of the next record to come. */
  async endOffsets(topic: string): Promise<number[]> {
    return (await logBounds(this.#connection, topic)).end;
  }

  /** Per partition, the offset of the oldest record kept. */
  async firstOffsets(topic: string): Promise<number[]> {
    return (await logBounds(this.#connection, topic)).first;
  }

  /** The same producer for every caller: only so is there one outstanding send per partition. */
  producer(): Promise<Producer> {
    this.#producer ??= openProducer(this.#connection);
    return this.#producer;
  }

  /** Resolves at once; `status` tells when the reader has joined its group. */
  async read(options: ReadOptions): Promise<Reader> {
    return new Reader(this.#connection, this.clusterId, options);
  }

  /** Forgets where a group stands, once its members have left or are given up; as far as the broker answers. */
  forgetGroup(group: string): Promise<void> {
    return removeGroup(this.#connection, group, FORGET_LIMIT_MS);
  }

  /** Resolves once every record that is appended from now on will be seen. */
  follow(options: FollowOptions): Promise<Follower> {
    return startFollower(this.#connection, options);
  }

  /** Everything on a topic as of now, in the order of event time; chunk by chunk, in a group that is removed. */
  replay<T>(options: ReplayOptions<T>): AsyncGenerator<T[]> {
    return replayLog(this.#connection, options);
  }

  async close(): Promise<void> {
    const closing = this.#producer?.then((producer) => producer.close());
    if (closing) await endedWithin(CLOSE_LIMIT_MS, closing);
    await closeConnection(this.#connection);
  }
}

/** Waits for a broker as long as it takes, and says so in the log. */
export async function connectKafka(options: ConnectionOptions): Promise<Kafka> {
  const connection = await openConnection(options);
  return new Kafka(connection, await clusterIdOf(connection));
}
