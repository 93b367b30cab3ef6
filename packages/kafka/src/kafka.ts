import type { TopicDefinition } from '@faturaviva/events';
import { type Beginning, beginGroup, offsetsOf } from './beginning.ts';
import { refuseGaps } from './choice.ts';
import {
  ask,
  type Connection,
  type ConnectionOptions,
  closeConnection,
  clusterIdOf,
  committedOffsets,
  logBounds,
  openConnection,
  removeGroup,
} from './connection.ts';
import { type Follower, type FollowOptions, startFollower } from './follow.ts';
import { type GroupStanding, groupsOf } from './groups.ts';
import { endedWithin, untilItWorks } from './patience.ts';
import { openProducer, type Producer } from './producer.ts';
import { Puller, type PullHandling } from './pull.ts';
import { type PullStart, planPull } from './pull-plan.ts';
import type { ReadOptions } from './read-options.ts';
import { Reader } from './reader.ts';
import { type ReplayOptions, replayLog } from './replay.ts';
import { restartAt } from './restart.ts';
import { ensureTopics, TopicMismatch } from './topics.ts';

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

  /**
   * Creates topics that are missing and puts drifted settings right. A broker that goes away meanwhile is waited for,
   * at most `limitMs`: a service goes on waiting, and throws only `TopicMismatch`, where a person must help.
   */
  ensureTopics(definitions: readonly TopicDefinition[], limitMs = Number.POSITIVE_INFINITY): Promise<void> {
    const connection = this.#connection;
    const work = () => ask(connection, () => ensureTopics(connection, definitions));
    const until = performance.now() + limitMs;
    const hopeless = (error: unknown) =>
      error instanceof TopicMismatch || connection.closed || performance.now() > until;
    return untilItWorks(connection.logger, 'The topics cannot be looked at', work, hopeless);
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

  /** Per partition, where a beginning lies now. */
  offsetsAt(topic: string, from: Beginning): Promise<number[]> {
    return offsetsOf(this.#connection, topic, from);
  }

  /** Where a group goes on, as it told Kafka; a partition of which it told nothing is absent. */
  toldBy(group: string, topic: string): Promise<Map<number, number>> {
    return committedOffsets(this.#connection, group, topic);
  }

  /**
   * Resolves at once, or with `from` once it is stored where a new group begins; `status` tells when the reader has
   * joined its group. @throws IncompleteReader
   */
  async read(options: ReadOptions): Promise<Reader> {
    refuseGaps(options.group, options);
    const begin = () => beginGroup(this.#connection, this.clusterId, options);
    const starts = await untilItWorks(options.logger, `${options.group} cannot store where it begins`, begin);
    return new Reader(this.#connection, this.clusterId, options, {}, starts);
  }

  /** Lets a reader's group begin elsewhere. @throws GroupActive while a member of it is active */
  restartAt(
    place: { group: string; topic: string; database: ReadOptions['database'] },
    from: Beginning,
  ): Promise<void> {
    return restartAt(this.#connection, this.clusterId, place, from);
  }

  /** A reader that keeps no tables; see `Puller` for what that costs. @throws GroupActive, where it is to begin anew */
  async pull(options: PullHandling & Pick<PullStart, 'from' | 'restart'>): Promise<Puller> {
    const plan = await planPull(this.#connection, { ...options, topic: options.topic.name });
    return new Puller(this.#connection, options, plan);
  }

  /** Every group that reads a topic or has read it, with its lag. */
  groups(topic: string): Promise<GroupStanding[]> {
    return groupsOf(this.#connection, topic);
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
  const trouble = 'The brokers do not say which cluster they are';
  return new Kafka(connection, await untilItWorks(options.logger, trouble, () => clusterIdOf(connection)));
}
