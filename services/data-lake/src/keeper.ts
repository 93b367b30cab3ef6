import type { Pool, PoolClient } from '@faturaviva/database';
import type { Logger } from '@faturaviva/process';
import type { Catalogue } from './catalogue.ts';
import type { Counters } from './counters.ts';
import { removeOldDrafts } from './folder.ts';
import { mend } from './mend.ts';
import { mergeSmallFiles, Sweeper } from './merge.ts';
import type { ParquetWriter } from './parquet-writer.ts';
import type { Vocabulary } from './rules/row.ts';
import type { ObjectStore } from './upload/object-store.ts';
import { upload } from './upload/upload.ts';
import { writeTails } from './write-tail.ts';

/** How often each duty is done, in ms; `Infinity`: never. */
export interface Pace {
  tailMs: number;
  mendMs: number;
  mergeMs: number;
  uploadMs: number;
  /** How long a replaced file stays for queries that began before. */
  graceMs: number;
}

export const usualPace: Pace = { tailMs: 30_000, mendMs: 30_000, mergeMs: 60_000, uploadMs: 10_000, graceMs: 120_000 };

export interface Kept {
  database: Pool;
  catalogue: Catalogue;
  writer: ParquetWriter;
  vocabulary: Vocabulary;
  counters: Counters;
  clusterId: string;
  group: string;
  topic: string;
  store: ObjectStore | null;
  pace: Pace;
  logger: Logger;
}

/** 'lake' as an advisory lock: of all instances one keeps the folder. */
const LOCK = 0x6c616b65;
const LOOK_MS = 1_000;

/**
 * What is to be done beside reading, by one instance at a time: the provisional files, the mending, the merges, the
 * uploads. A duty that fails is said in the log and in `status`, and done again at its next turn.
 */
export class Keeper {
  readonly #kept: Kept;
  readonly #sweeper: Sweeper;
  readonly #due = new Map<string, number>();
  readonly #troubles = new Map<string, string>();
  #session: { client: PoolClient; alone: boolean } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> = Promise.resolve();
  #stopping = false;

  constructor(kept: Kept) {
    this.#kept = kept;
    this.#sweeper = new Sweeper(kept.catalogue, kept.pace.graceMs);
    this.#next();
  }

  /** `null` when all duties of this instance went well the last time. */
  status(): string | null {
    const troubles = [...this.#troubles].map(([duty, reason]) => `${duty}: ${reason}`);
    return troubles.length === 0 ? null : troubles.join('; ');
  }

  trouble(duty: string): string | null {
    return this.#troubles.get(duty) ?? null;
  }

  /** Reader and lake are out of step: that is looked at with the next round. */
  mendSoon(): void {
    this.#due.delete('mending');
  }

  /** The last provisional files are written, so that what is asked afterwards finds everything. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearTimeout(this.#timer);
    await this.#working;
    if (await this.#isAlone()) await this.#do('tail', 0, () => writeTails(this.#kept), { now: true });
    this.#session?.client.release(true);
  }

  #next(): void {
    this.#timer = setTimeout(() => {
      this.#working = this.#round().finally(() => {
        if (!this.#stopping) this.#next();
      });
    }, LOOK_MS);
  }

  async #round(): Promise<void> {
    if (!(await this.#isAlone())) return;
    const { pace, store, catalogue } = this.#kept;
    await this.#do('mending', pace.mendMs, () => this.#mend());
    await this.#do('tail', pace.tailMs, () => writeTails(this.#kept));
    await this.#do('merging', pace.mergeMs, () => this.#merge());
    if (store) await this.#do('upload', pace.uploadMs, () => this.#upload(store));
    await this.#do('drafts', pace.mendMs, () => removeOldDrafts(catalogue.folder));
  }

  async #mend(): Promise<void> {
    for (const mended of await mend(this.#kept)) {
      this.#kept.counters.mends += 1;
      this.#kept.logger.error(
        { ...mended, alarm: 'lake-mended' },
        'the lake did not hold what was read; reading it again',
      );
    }
  }

  async #merge(): Promise<void> {
    this.#kept.counters.merges += await mergeSmallFiles({ ...this.#kept, stillAlone: () => this.#isAlone() });
    await this.#sweeper.sweep(Date.now());
  }

  async #upload(store: ObjectStore): Promise<void> {
    this.#kept.counters.uploads += await upload({ ...this.#kept, store, goOn: () => !this.#stopping });
  }

  async #do(duty: string, everyMs: number, work: () => Promise<void>, { now = false } = {}): Promise<void> {
    if (!now && (everyMs === Infinity || (this.#due.get(duty) ?? 0) > Date.now())) return;
    this.#due.set(duty, Date.now() + everyMs);
    try {
      await work();
      this.#troubles.delete(duty);
    } catch (error) {
      const reason = error instanceof Error ? error.message || error.name : String(error);
      this.#troubles.set(duty, reason);
      this.#kept.logger.error({ duty, err: error }, 'a duty of the lake failed; it is done again');
    }
  }

  /** Held by a session: one that ended has lost it, and another instance may have it. */
  async #isAlone(): Promise<boolean> {
    try {
      this.#session ??= { client: await this.#kept.database.connect(), alone: false };
      const { client, alone } = this.#session;
      if (alone) await client.query('SELECT 1');
      else {
        const { rows } = await client.query<{ got: boolean }>('SELECT pg_try_advisory_lock($1) AS got', [LOCK]);
        this.#session.alone = rows[0]?.got ?? false;
      }
      return this.#session.alone;
    } catch (error) {
      this.#session?.client.release(true);
      this.#session = null;
      this.#kept.logger.warn({ err: error }, 'the database did not say who keeps the lake; asking again');
      return false;
    }
  }
}
