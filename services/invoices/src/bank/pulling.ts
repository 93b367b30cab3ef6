import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@faturaviva/database';
import { accountFacts, cardTransactions } from '@faturaviva/events';
import { type FetchSecond, type FetchTotals, type Kafka, type Reader, readOffsets } from '@faturaviva/kafka';
import { type Folding, GROUP, takeIn } from './take-in.ts';

const LOOK_MS = 50;
const KEPT_SECONDS = 300;
/** Joining takes a moment each night; only one that lasts is trouble. */
const JOINING_MS = 15_000;

interface PullingOptions {
  /** Of the bank's tables. */
  database: Pool;
  folding: Folding;
}

/**
 * The bank's reading of the log: a member of its group only while something is to be read, so that between two nights
 * nothing is pulled. It reads up to the widest bound, and on and on while an account is live.
 */
export class Pulling {
  readonly #o: PullingOptions;
  readonly #stopping = new AbortController();
  #reader: Reader | null = null;
  #joiningSince = 0;
  #past: { totals: FetchTotals; seconds: FetchSecond[] } = { totals: { fetches: 0, facts: 0, bytes: 0 }, seconds: [] };
  /** An account is live. */
  live = false;

  constructor(options: PullingOptions) {
    this.#o = options;
  }

  get isMember(): boolean {
    return this.#reader !== null;
  }

  /** Why it does not read although it should; `null` also when there is nothing to read. */
  status(): string | null {
    if (this.#reader?.halted) return this.#reader.halted;
    return Date.now() - this.#joiningSince < JOINING_MS ? null : (this.#reader?.status() ?? null);
  }

  totals(): FetchTotals {
    const { totals } = this.#past;
    const now = this.#reader?.statistics.totals ?? { fetches: 0, facts: 0, bytes: 0 };
    return {
      fetches: totals.fetches + now.fetches,
      facts: totals.facts + now.facts,
      bytes: totals.bytes + now.bytes,
    };
  }

  /** The last five minutes, whichever reader it was that fetched. */
  seconds(): FetchSecond[] {
    const oldest = Date.now() / 1_000 - KEPT_SECONDS;
    return [...this.#past.seconds, ...(this.#reader?.statistics.seconds() ?? [])].filter(
      ({ second }) => second > oldest,
    );
  }

  async join(kafka: Kafka): Promise<void> {
    if (this.#reader || this.#stopping.signal.aborted) return;
    const { database, folding } = this.#o;
    this.#joiningSince = Date.now();
    const reader = await kafka.read({
      group: GROUP,
      topic: cardTransactions,
      types: accountFacts,
      complete: true,
      database,
      logger: folding.logger,
      until: (partition) => (this.live ? Number.POSITIVE_INFINITY : folding.bounds.of('every-10s', partition)),
      apply: (tx, records, at) => takeIn(tx, records, at, folding),
    });
    // It was asked to stop meanwhile: nobody else would stop this one.
    if (this.#stopping.signal.aborted) return reader.stop();
    this.#reader = reader;
  }

  async leave(): Promise<void> {
    const reader = this.#reader;
    if (!reader) return;
    await reader.stop();
    this.#past = { totals: this.totals(), seconds: this.seconds() };
    this.#reader = null;
  }

  /** Resolves when everything before these ends was taken in. @throws when it is stopped, or the log is not its own */
  async readUpTo(kafka: Kafka, ends: readonly number[]): Promise<void> {
    while (!(await this.#isPast(kafka, ends))) {
      this.#stopping.signal.throwIfAborted();
      await this.join(kafka);
      if (this.#reader?.halted) throw new Error(this.#reader.halted);
      await sleep(LOOK_MS);
    }
  }

  async #isPast({ clusterId }: Kafka, ends: readonly number[]): Promise<boolean> {
    const stored = await readOffsets(this.#o.database, { group: GROUP, topic: cardTransactions.name });
    for (const [partition, { clusterId: own }] of stored)
      if (own !== clusterId)
        throw new Error(`partition ${partition} was read from the Kafka cluster ${own}, and this one is ${clusterId}`);
    return ends.every((end, partition) => (stored.get(partition)?.next ?? 0) >= end);
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('the bank is stopping'));
    await this.leave();
  }
}
