import { setTimeout as sleep } from 'node:timers/promises';
import { dateIn, type IsoDate } from '@faturaviva/calendar';
import type { Pool } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import type { Kafka } from '@faturaviva/kafka';
import type { Work } from '../work.ts';
import { workSince } from '../work.ts';
import { dueNight } from './nights.ts';
import type { Pulling } from './pulling.ts';
import { beginNight, endNight, lastEnds, lastNights, nextNight, noteTick, scheduleNight } from './runs.ts';
import { type Folding, takeUp } from './take-in.ts';

const ROUND_MS = 1_000;
const TICK_MS = 10_000;
/** How often it is asked whether a night is due, and how long a night that follows another one waits. */
const NIGHT_LOOK_MS = 10_000;
const { name: TOPIC } = cardTransactions;

interface ClerkOptions {
  database: Pool;
  /** `null` until the broker has answered. */
  kafka: () => Kafka | null;
  pulling: Pulling;
  folding: Folding;
  /** The wall clock. */
  now: () => Date;
}

/** Does what is due, one after the other: nights, the moments between them, and what a changed mode lets in. */
export class Clerk {
  readonly #o: ClerkOptions;
  readonly #stopping = new AbortController();
  readonly #ended: Promise<void>;
  #woken = new AbortController();
  #trouble: string | null = 'no round is done yet';
  /** Up to where the last night went is known, and nothing lies by that is due. */
  #settled = false;
  #knowsEnds = false;
  #lookedAt = 0;
  #tickedAt = 0;

  constructor(options: ClerkOptions) {
    this.#o = options;
    this.#ended = this.#work();
  }

  /** For Health. */
  status(): string | null {
    return this.#trouble ?? this.#o.pulling.status();
  }

  work(): Work {
    return this.#o.folding.meter.sum(this.#o.pulling.totals());
  }

  /** Something was ordered: a night, or another mode. */
  wake(): void {
    this.#settled = false;
    this.#woken.abort();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#woken.abort();
    await this.#o.pulling.stop();
    await this.#ended;
  }

  async #work(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const kafka = this.#o.kafka();
      try {
        if (kafka) await this.#round(kafka);
        if (kafka) this.#trouble = null;
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.#trouble = error instanceof Error ? error.message : String(error);
        this.#o.folding.logger.warn({ err: error }, 'a round of the bank failed; trying again');
      }
      await sleep(ROUND_MS, undefined, { signal: this.#woken.signal }).catch(() => undefined);
      this.#woken = new AbortController();
    }
  }

  async #round(kafka: Kafka): Promise<void> {
    const { database, pulling, folding } = this.#o;
    if (!this.#knowsEnds) folding.bounds.raise('nightly', await lastEnds(database));
    this.#knowsEnds = true;
    const { live, ticking } = await this.#modes();
    pulling.live = live;
    if (live) await pulling.join(kafka);
    if (!this.#settled) {
      this.#settled = true;
      await takeUp(database, folding).catch((error: unknown) => {
        this.#settled = false;
        throw error;
      });
    }
    await this.#lookForNight(kafka);
    const night = await nextNight(database);
    if (night) await this.#night(kafka, night);
    else if (ticking && Date.now() - this.#tickedAt >= TICK_MS) await this.#tick(kafka);
    if (!live && !ticking) await pulling.leave();
  }

  async #modes(): Promise<{ live: boolean; ticking: boolean }> {
    const { rows } = await this.#o.database.query<{ mode: string }>('SELECT DISTINCT mode FROM consolidation');
    return {
      live: rows.some(({ mode }) => mode === 'live'),
      ticking: rows.some(({ mode }) => mode === 'every-10s'),
    };
  }

  async #lookForNight(kafka: Kafka): Promise<void> {
    if (Date.now() - this.#lookedAt < NIGHT_LOOK_MS) return;
    const due = dueNight(await lastNights(this.#o.database), this.#wallDay());
    const isEmpty = async () => (await kafka.endOffsets(TOPIC)).every((end) => end === 0);
    if (due && !(due.afterDay === null && (await isEmpty()))) await scheduleNight(this.#o.database, due);
    this.#lookedAt = Date.now();
  }

  #wallDay(): IsoDate {
    return dateIn(this.#o.now().toISOString());
  }

  /** From where the bank stood to the log's end as of the night's start; begun again, to the same end. */
  async #night(kafka: Kafka, id: string): Promise<void> {
    const { database } = this.#o;
    const before = this.work();
    // Of its start: what comes between midnight and its end is for the next one.
    const wallDay = this.#wallDay();
    const ends = await beginNight(database, id, await kafka.endOffsets(TOPIC));
    await this.#consolidate(kafka, 'nightly', ends);
    this.#tickedAt = Date.now();
    await endNight(database, id, workSince(before, this.work()), wallDay);
    this.#lookedAt = Date.now();
  }

  async #tick(kafka: Kafka): Promise<void> {
    const before = this.work();
    const startedAt = new Date();
    this.#tickedAt = startedAt.getTime();
    await this.#consolidate(kafka, 'every-10s', await kafka.endOffsets(TOPIC));
    const work = workSince(before, this.work());
    if (work.folded > 0) await noteTick(this.#o.database, startedAt, work);
  }

  async #consolidate(kafka: Kafka, mode: 'every-10s' | 'nightly', ends: readonly number[]): Promise<void> {
    const { database, folding, pulling } = this.#o;
    folding.bounds.raise(mode, ends);
    await takeUp(database, folding);
    await pulling.readUpTo(kafka, ends);
    // What a live account's reading had laid by between the two.
    await takeUp(database, folding);
  }
}
