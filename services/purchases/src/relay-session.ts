import type { Producer } from '@faturaviva/kafka';
import { failpoint, type Logger } from '@faturaviva/process';
import pg from 'pg';
import { RelayFloor } from './relay-floor.ts';
import {
  type Acknowledged,
  forgetBeyond,
  mark,
  type OutboxRow,
  oldestUnsentDay,
  PARTITIONS,
  readPositions,
  readUnsent,
  relaySettings,
  TOPIC,
  takePartitions,
  toRecord,
} from './relay-outbox.ts';

export interface RelayOptions {
  databaseUrl: string;
  producer: Producer;
  /** The Kafka cluster that the producer appends to. */
  clusterId: string;
  /** Of the brokers that answer now. */
  askClusterId: () => Promise<string>;
  /** End of the log per partition, to find acknowledged facts that a broker lost. */
  endOffsets: () => Promise<number[]>;
  logger: Logger;
}

const POLL_MS = 250;
const TAKE_MS = 500;
/** How often the outbox is read from its beginning all the same. */
const SWEEP_MS = 60_000;
/** How often the brokers are asked which cluster they are, and for how long their answer lets facts be sent. */
const ASK_CLUSTER_MS = 500;
const CLUSTER_KNOWN_MS = 1_500;
const SLOW_SEND_MS = 5_000;
/** A round that takes longer has lost its database; the session ends and its locks with it. */
const ROUND_LIMIT_MS = 8_000;
const SLOW_ROUND_MS = 3_000;
/** What is not acknowledged by then is sent again by the next owner. */
const STOP_PATIENCE_MS = 3_000;
const WAKE_CHANNEL = 'outbox';

/** The outbox belongs to another Kafka cluster than the one at hand. */
export class OtherCluster extends Error {
  constructor(stored: string, found: string) {
    super(
      `The relay sends nothing: its facts lie on the Kafka cluster ${stored}, and this one is ${found}. ` +
        'They stay in the outbox.',
    );
  }
}

/** One connection with the locks that live on it. */
export class RelaySession {
  readonly #client: pg.Client;
  readonly #options: RelayOptions;
  readonly #floor = new RelayFloor();
  /** Owned partitions and how far down each need not be read. */
  readonly #floors = new Map<number, bigint>();
  /** Partitions with a send under way, since when. */
  readonly #inFlight = new Map<number, number>();
  readonly #sends = new Set<Promise<void>>();
  #acknowledged: Acknowledged[] = [];
  readonly #lost = new AbortController();
  #wakeUp = Promise.withResolvers<void>();
  #toTell: number[] = [];
  #sinceDay = '';
  #roundAt = performance.now();
  #takenAt = 0;
  #sweptAt = 0;
  #clusterAskedAt = Number.NEGATIVE_INFINITY;
  #clusterKnownAt = Number.NEGATIVE_INFINITY;
  #clusterAsked: Promise<void> | null = null;

  private constructor(client: pg.Client, options: RelayOptions) {
    this.#client = client;
    this.#options = options;
    client.on('error', (error) => this.#lose(error));
    client.on('end', () => this.#lose(new Error('the connection ended')));
    client.on('notification', () => this.#wakeUp.resolve());
  }

  static async open(options: RelayOptions): Promise<RelaySession> {
    const settings = Object.entries(relaySettings).map(([key, value]) => `-c ${key}=${value}`);
    const client = new pg.Client({
      connectionString: options.databaseUrl,
      application_name: 'purchases-relay',
      options: settings.join(' '),
      connectionTimeoutMillis: 5_000,
      query_timeout: ROUND_LIMIT_MS,
    });
    const session = new RelaySession(client, options);
    await client.connect();
    await client.query(`LISTEN ${WAKE_CHANNEL}`);
    return session;
  }

  owned(): number[] {
    return [...this.#floors.keys()];
  }

  status(): string | null {
    if (performance.now() - this.#roundAt > SLOW_ROUND_MS)
      return 'the database does not answer; facts wait in the outbox';
    if (performance.now() - this.#clusterKnownAt > SLOW_SEND_MS)
      return 'Kafka does not answer; facts wait in the outbox';
    const oldest = Math.min(...this.#inFlight.values());
    return performance.now() - oldest > SLOW_SEND_MS ? 'Kafka does not acknowledge; facts wait in the outbox' : null;
  }

  wake(partitions: number[]): void {
    this.#toTell.push(...partitions.filter((partition) => !this.#floors.has(partition)));
    this.#wakeUp.resolve();
  }

  /** Every round runs a statement, also when all partitions are in flight: the session must not look idle. */
  async run(stopped: () => boolean): Promise<void> {
    while (!stopped()) {
      this.#lost.signal.throwIfAborted();
      this.#roundAt = performance.now();
      await this.#take();
      await this.#markAcknowledged();
      await this.#tellOwners();
      this.#askCluster();
      const sent = await this.#sendNext();
      if (!sent && this.#acknowledged.length === 0) await this.#rest();
    }
    const patience = new Promise((resolve) => setTimeout(resolve, STOP_PATIENCE_MS).unref());
    await Promise.race([Promise.all(this.#sends), patience]);
    await this.#markAcknowledged();
  }

  async close(): Promise<void> {
    this.#lose(new Error('closed'));
    await this.#client.end().catch(() => undefined);
  }

  #lose(error: Error): void {
    this.#lost.abort(error);
    this.#wakeUp.resolve();
  }

  async #take(): Promise<void> {
    const now = performance.now();
    if (now - this.#sweptAt > SWEEP_MS || this.#sinceDay === '') {
      this.#sweptAt = now;
      this.#sinceDay = await oldestUnsentDay(this.#client);
      for (const partition of this.#floors.keys()) this.#floors.set(partition, 0n);
    }
    const wanted = PARTITIONS.filter((partition) => !this.#floors.has(partition));
    if (wanted.length === 0 || now - this.#takenAt < TAKE_MS) return;
    this.#takenAt = now;
    const taken = await takePartitions(this.#client, wanted);
    if (taken.length === 0) return;
    await this.#compareWithLog(taken);
    for (const partition of taken) this.#floors.set(partition, 0n);
    this.#sinceDay = await oldestUnsentDay(this.#client);
  }

  /** What was acknowledged must be there. Another cluster has none of it: then nothing is sent, and it is said. */
  async #compareWithLog(partitions: number[]): Promise<void> {
    const { clusterId, askClusterId, logger } = this.#options;
    // Asked first: another cluster may not even have the topic.
    const found = await askClusterId();
    if (found !== clusterId) throw new OtherCluster(clusterId, found);
    const positions = await readPositions(this.#client);
    const stranger = [...positions.values()].find((position) => position.clusterId !== clusterId);
    if (stranger) throw new OtherCluster(stranger.clusterId, clusterId);
    const ends = await this.#options.endOffsets();
    for (const partition of partitions) {
      const end = ends[partition] ?? 0;
      if ((positions.get(partition)?.next ?? 0) <= end) continue;
      const lost = await forgetBeyond(this.#client, partition, end);
      logger.error({ partition, lost, alarm: 'log-cut' }, 'Kafka lost acknowledged facts; they are sent again');
    }
  }

  /**
   * A broker that comes back with an empty disk is another cluster: what were sent there would be marked and lost. No
   * broker is replaced as fast as this answer grows old. Asked beside the rounds, which must not wait for a broker.
   */
  #askCluster(): void {
    const now = performance.now();
    if (this.#clusterAsked || now - this.#clusterAskedAt < ASK_CLUSTER_MS) return;
    this.#clusterAskedAt = now;
    const { clusterId, askClusterId } = this.#options;
    this.#clusterAsked = askClusterId()
      .then((found) => {
        if (found !== clusterId) return this.#lose(new OtherCluster(clusterId, found));
        this.#clusterKnownAt = now;
        this.#wakeUp.resolve();
      })
      .catch(() => undefined)
      .finally(() => {
        this.#clusterAsked = null;
      });
  }

  #clusterIsKnown(): boolean {
    return performance.now() - this.#clusterKnownAt < CLUSTER_KNOWN_MS;
  }

  async #markAcknowledged(): Promise<void> {
    const batch = this.#acknowledged;
    if (batch.length === 0) return;
    this.#acknowledged = [];
    failpoint('relay.before-mark');
    await mark(this.#client, batch, this.#options.clusterId);
    failpoint('relay.after-mark');
    for (const { row } of batch) this.#inFlight.delete(row.partition);
  }

  async #tellOwners(): Promise<void> {
    if (this.#toTell.length === 0) return;
    this.#toTell = [];
    await this.#client.query(`NOTIFY ${WAKE_CHANNEL}`);
  }

  /** Reads the partitions with nothing in flight and sends what they hold. */
  async #sendNext(): Promise<boolean> {
    this.#wakeUp = Promise.withResolvers<void>();
    if (this.#lost.signal.aborted) this.#wakeUp.resolve();
    const sendable = this.#clusterIsKnown() ? [...this.#floors] : [];
    const free = new Map(sendable.filter(([partition]) => !this.#inFlight.has(partition)));
    // Known before the rows are read: what committed below it by then is among them.
    const safe = this.#floor.safe;
    const rows = await readUnsent(this.#client, free, this.#sinceDay);
    const byPartition = Map.groupBy(rows, (row) => row.partition);
    for (const [partition, floor] of free) {
      const oldest = byPartition.get(partition)?.[0];
      const known = oldest && BigInt(oldest.id) - 1n < safe ? BigInt(oldest.id) - 1n : safe;
      if (known > floor) this.#floors.set(partition, known);
    }
    for (const [partition, batch] of byPartition) this.#send(partition, batch);
    if (byPartition.size > 0) await this.#floor.advance(this.#client);
    return byPartition.size > 0;
  }

  /** The next batch of a partition starts only after this one is marked. */
  #send(partition: number, rows: OutboxRow[]): void {
    this.#inFlight.set(partition, performance.now());
    const { producer, logger } = this.#options;
    failpoint('relay.before-publish');
    const send = producer
      .append(TOPIC, partition, rows.map(toRecord), { signal: this.#lost.signal })
      .then((base) => {
        failpoint('relay.after-acknowledgement');
        const at = new Date();
        // Without the locks these rows are another relay's to mark.
        if (this.#lost.signal.aborted) return;
        this.#acknowledged.push(...rows.map((row, index) => ({ row, offset: base + index, at })));
        this.#wakeUp.resolve();
      })
      .catch((error: unknown) => {
        if (this.#lost.signal.aborted) return;
        logger.error({ err: error, partition }, 'facts could not be appended');
        this.#lose(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => this.#sends.delete(send));
    this.#sends.add(send);
  }

  async #rest(): Promise<void> {
    const pause = setTimeout(() => this.#wakeUp.resolve(), POLL_MS);
    await this.#wakeUp.promise;
    clearTimeout(pause);
  }
}
