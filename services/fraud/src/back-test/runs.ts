import { randomUUID } from 'node:crypto';
import { inTransaction, type Pool } from '@faturaviva/database';
import type { Logger } from '@faturaviva/process';
import type { BackTestJob } from './job.ts';
import { runBackTest } from './process.ts';

interface Options {
  database: Pool;
  brokers: readonly string[];
  logger: Logger;
}

/** The versions that were tried and held beside it; `null`: rules of no version, or nothing beside it. */
export interface Versions {
  version: number | null;
  against: number | null;
}

/** Two at once would only make both slower, and the purchases too. */
const ONE_AT_A_TIME = 0x6261636b;
const SIGN_MS = 1_000;
/** A run without a sign of life for so long has died with its process. */
const GIVEN_UP_SECONDS = 30;

const GIVE_UP = `UPDATE back_test SET state = 'failed', note = 'its process ended', ended_at = now()
  WHERE state = 'running' AND seen_at < now() - interval '${GIVEN_UP_SECONDS} seconds'`;

/** Back-tests that were asked for over HTTP: one at a time over all instances, each in a process of its own. */
export class BackTests {
  readonly #options: Options;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** The id of the run, or `null` while another one runs. */
  async start(job: BackTestJob, versions: Versions, startedBy: string): Promise<string | null> {
    const id = randomUUID();
    const { rules, from, to, portfolio = null } = job;
    const begun = await inTransaction(this.#options.database, async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [ONE_AT_A_TIME]);
      await tx.query(GIVE_UP);
      const { rowCount } = await tx.query(
        `INSERT INTO back_test (id, document, from_day, to_day, portfolio, started_by)
         SELECT $1, $2::jsonb, $3::date, $4::date, $5, $6
         WHERE NOT EXISTS (SELECT FROM back_test WHERE state = 'running')`,
        [id, JSON.stringify({ ...rules, ...versions }), from, to, portfolio, startedBy],
      );
      if (!rowCount) return false;
      const note = `${rules.name}: ${from} to ${to}`;
      const values = [startedBy, versions.version, note];
      await tx.query(`INSERT INTO audit (who, action, version, note) VALUES ($1, 'back-tested', $2, $3)`, values);
      return true;
    });
    if (!begun) return null;
    const run: Promise<void> = this.#run(id, job).finally(() => this.#running.delete(run));
    this.#running.add(run);
    return id;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#running);
  }

  async #run(id: string, job: BackTestJob): Promise<void> {
    const { database, brokers, logger } = this.#options;
    const { signal } = this.#stopping;
    const at = { read: 0, total: 0 };
    const sign = setInterval(() => {
      const text = 'UPDATE back_test SET seen_at = now(), read = $2, total = $3 WHERE id = $1';
      database.query(text, [id, at.read, at.total]).catch(() => undefined);
    }, SIGN_MS);
    const end = (state: string, report: object | null, note: string | null) =>
      database.query(
        `UPDATE back_test SET state = $2, report = $3::jsonb, note = $4, read = $5, total = $6, seen_at = now(),
           ended_at = now() WHERE id = $1`,
        [id, state, report && JSON.stringify(report), note, at.read, at.total],
      );
    try {
      const report = await runBackTest(job, {
        brokers,
        signal,
        progress: (read, total) => Object.assign(at, { read, total }),
      });
      await end('done', report, null);
    } catch (error) {
      const note = error instanceof Error ? error.message : String(error);
      logger.warn({ backTest: id, reason: note }, 'a back-test failed');
      await end('failed', null, note).catch(() => undefined);
    } finally {
      clearInterval(sign);
    }
  }
}
