import type { Logger } from '@faturaviva/process';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { type Connection, DISCONNECT_LIMIT_MS, RETRY } from './connection.ts';
import type { FetchStatistics } from './fetch-statistics.ts';
import type { Pace } from './pace.ts';
import { endedWithin, growingMs, reasonOf, wait } from './patience.ts';

export interface Limits {
  sessionMs: number;
  rebalanceMs: number;
  /** Without a sign of life for so long a consumer is taken for dead. */
  silenceMs: number;
  /** How long the broker may wait for a record before it answers a fetch; a stop waits as long. */
  fetchWaitMs: number;
  disconnectMs: number;
}

const LIMITS: Limits = {
  sessionMs: 10_000,
  rebalanceMs: 30_000,
  silenceMs: 20_000,
  fetchWaitMs: 2_000,
  disconnectMs: DISCONNECT_LIMIT_MS,
};
/** The end of a batch, within the ten seconds that a process has to stop. */
const STOP_LIMIT_MS = 6_000;
const BEFORE_REBUILD_MS = 1_000;

export interface SupervisedWork {
  connection: Connection;
  group: string;
  topic: string;
  logger: Logger;
  /** Called before anything is fetched: a seek made here cannot be late. */
  onJoin(consumer: Consumer, partitions: number[]): void;
  /** Must never throw: kafkajs ends a consumer for good over it. */
  onBatch(consumer: Consumer, payload: EachBatchPayload): Promise<void>;
  limits?: Partial<Limits>;
  /** Of the fetches; a change of their size takes a new consumer. */
  pace?: Pace | undefined;
  statistics?: FetchStatistics;
}

/** Of one partition, and of a whole fetch; kafkajs' own. */
const FETCH_BYTES = { maxBytesPerPartition: 1_048_576, maxBytes: 10_485_760 };

/**
 * Keeps one member of a group alive. kafkajs restarts a consumer after some errors, leaves it dead after others, and
 * can hang without an event; here a dead or silent one is replaced. A process is never ended from here: while the
 * broker is away `status` says so, and whoever watches the process decides.
 */
export class Supervised {
  readonly #work: SupervisedWork;
  readonly #limits: Limits;
  readonly #watchdog: NodeJS.Timeout;
  readonly #stopping = new AbortController();
  #consumer: Consumer | null = null;
  #joined = false;
  #joining = true;
  #sign = Date.now();
  #rebuilds = 0;
  #joins = 0;
  readonly #listenNoMore: (() => void) | undefined;
  #building: Promise<void>;
  #stopped: Promise<void> | null = null;

  constructor(work: SupervisedWork) {
    this.#work = work;
    this.#limits = { ...LIMITS, ...work.limits };
    this.#listenNoMore = work.pace?.onFetchChange(() => this.#renew());
    this.#building = this.#build();
    this.#watchdog = setInterval(() => this.#watch(), Math.min(1_000, this.#limits.silenceMs / 4));
  }

  get rebuilds(): number {
    return this.#rebuilds;
  }

  /** How often it has become a member, or its partitions were dealt anew. */
  get joins(): number {
    return this.#joins;
  }

  /** Half a session: no batch is held back for longer. */
  get holdMs(): number {
    return this.#limits.sessionMs / 2;
  }

  /** `null` when it is a member of its group and has fetched within the limit, else the reason. */
  status(): string | null {
    if (this.#stopped) return 'the reader is stopped';
    if (!this.#joined) return `has not joined the group ${this.#work.group}`;
    const silent = Date.now() - this.#sign;
    return silent <= this.#limits.silenceMs ? null : `has fetched nothing for ${Math.round(silent / 1_000)} s`;
  }

  /** Pulls no more, ends the batches in hand, leaves the group. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  async #end(): Promise<void> {
    clearInterval(this.#watchdog);
    this.#listenNoMore?.();
    this.#stopping.abort();
    const consumer = this.#consumer;
    if (consumer && !(await endedWithin(STOP_LIMIT_MS, consumer.disconnect()))) {
      this.#work.logger.warn({ group: this.#work.group }, 'a batch did not end in time; its next owner takes it');
    }
    await endedWithin(BEFORE_REBUILD_MS, this.#building);
  }

  async #build(): Promise<void> {
    for (let attempt = 0; !this.#stopping.signal.aborted; attempt += 1) {
      const consumer = this.#prepare();
      this.#consumer = consumer;
      this.#sign = Date.now();
      try {
        await consumer.connect();
        await consumer.subscribe({ topics: [this.#work.topic], fromBeginning: true });
        if (!this.#stopping.signal.aborted)
          await consumer.run({
            autoCommit: false,
            eachBatchAutoResolve: false,
            partitionsConsumedConcurrently: 2,
            eachBatch: (payload) => this.#onBatch(consumer, payload),
          });
        if (this.#stopping.signal.aborted) await endedWithin(this.#limits.disconnectMs, consumer.disconnect());
        return;
      } catch (error) {
        this.#work.logger.warn({ group: this.#work.group, reason: reasonOf(error) }, 'cannot read; trying again');
        await endedWithin(this.#limits.disconnectMs, consumer.disconnect());
        if (consumer !== this.#consumer) return; // Given up meanwhile: another build is on its way.
        await wait(growingMs(attempt), this.#stopping.signal).catch(() => undefined);
      }
    }
  }

  #prepare(): Consumer {
    const { connection, group } = this.#work;
    const consumer: Consumer = connection.client.consumer({
      groupId: group,
      sessionTimeout: this.#limits.sessionMs,
      heartbeatInterval: this.#limits.sessionMs / 5,
      rebalanceTimeout: this.#limits.rebalanceMs,
      ...this.#fetches(),
      allowAutoTopicCreation: false,
      // One that is disconnected while it joins crashes over it; restarted, it would join for ever, and nobody stop it.
      retry: { ...RETRY, restartOnFailure: async () => consumer === this.#consumer && !this.#stopping.signal.aborted },
    });
    this.#joining = true;
    this.#joined = false;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
      this.#onJoin(consumer, payload.memberAssignment[this.#work.topic] ?? []),
    );
    consumer.on(consumer.events.REBALANCING, () => {
      if (consumer === this.#consumer) this.#joining = true;
    });
    consumer.on(consumer.events.FETCH, () => this.#live(consumer));
    consumer.on(consumer.events.REQUEST, ({ payload }) => {
      if (payload.apiName === 'Fetch') this.#work.statistics?.fetched(payload.size);
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (consumer !== this.#consumer) return;
      this.#joined = false;
      this.#joining = true;
      this.#sign = Date.now();
      this.#work.logger.warn(
        { group, restart: payload.restart, reason: reasonOf(payload.error) },
        'the consumer crashed',
      );
      if (!payload.restart) this.#rebuild('the consumer died');
    });
    return consumer;
  }

  #fetches() {
    const pace = this.#work.pace?.settings;
    return {
      minBytes: pace?.minBytes ?? 1,
      maxWaitTimeInMs: pace?.maxWaitMs ?? this.#limits.fetchWaitMs,
      // Only the part of each partition is cut: a bound for all would serve the first ones and starve the last.
      ...(pace ? { ...FETCH_BYTES, maxBytesPerPartition: pace.fetchBytes } : FETCH_BYTES),
    };
  }

  #onJoin(consumer: Consumer, partitions: number[]): void {
    if (this.#isOutdated(consumer)) return;
    this.#joined = true;
    this.#joining = false;
    this.#joins += 1;
    this.#sign = Date.now();
    this.#work.onJoin(consumer, partitions);
  }

  async #onBatch(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    this.#live(consumer);
    this.#work.statistics?.delivered(payload.batch.messages.length);
    await this.#work.onBatch(consumer, payload);
    this.#live(consumer);
  }

  #live(consumer: Consumer): void {
    if (consumer === this.#consumer) this.#sign = Date.now();
  }

  /** One that was given up and joined late would hold partitions without a master. */
  #isOutdated(consumer: Consumer): boolean {
    if (consumer === this.#consumer && !this.#stopping.signal.aborted) return false;
    void endedWithin(this.#limits.disconnectMs, consumer.disconnect());
    return true;
  }

  #watch(): void {
    const limit = this.#limits.silenceMs + (this.#joining ? this.#limits.rebalanceMs : 0);
    if (Date.now() - this.#sign > limit) this.#rebuild(`no fetch for ${limit} ms`);
  }

  #rebuild(reason: string): void {
    if (this.#stopping.signal.aborted) return;
    this.#rebuilds += 1;
    this.#work.logger.warn({ group: this.#work.group, reason, rebuilds: this.#rebuilds }, 'building a new consumer');
    this.#exchange(BEFORE_REBUILD_MS);
  }

  /** Its fetches were given another size, which kafkajs takes only from a new consumer. */
  #renew(): void {
    if (this.#stopping.signal.aborted) return;
    this.#work.logger.info({ group: this.#work.group, ...this.#fetches() }, 'a new consumer for another fetch size');
    this.#exchange(0);
  }

  #exchange(afterMs: number): void {
    const old = this.#consumer;
    this.#consumer = null;
    this.#joined = false;
    this.#joining = true;
    this.#sign = Date.now();
    this.#building = this.#replace(old, this.#building, afterMs);
  }

  async #replace(old: Consumer | null, before: Promise<void>, afterMs: number): Promise<void> {
    if (old) await endedWithin(this.#limits.disconnectMs, old.disconnect());
    await endedWithin(this.#limits.disconnectMs, before);
    // Of two exchanges at once the first may have built one meanwhile.
    if (this.#consumer) await endedWithin(this.#limits.disconnectMs, this.#consumer.disconnect());
    await wait(afterMs, this.#stopping.signal).catch(() => undefined);
    await this.#build();
  }
}
