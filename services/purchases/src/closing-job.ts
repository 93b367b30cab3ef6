import { inTransaction, type Pool } from '@faturaviva/database';
import type { Logger } from '@faturaviva/process';
import type { Command } from './command.ts';
import { closeCycles } from './commands/close-cycles.ts';
import { expireHold } from './commands/expire-hold.ts';
import type { Submission } from './decide-batch.ts';

const EVERY_MS = 1_000;
/** Accounts, or holds, of one portfolio that one round takes on. */
const AT_ONCE = 200;
/** One instance looks at a time; two would do no harm, and the work twice. */
const LOCK = 4712;

interface ClosingJobOptions {
  pool: Pool;
  submit: (submission: Submission) => Promise<unknown>;
  logger: Logger;
  now: () => Date;
}

/** `p`: a portfolio; `$1`: the wall clock. */
const NOW = `COALESCE(p.at, $1::timestamptz + p.ahead_ms * interval '1 millisecond')`;

const DUE = `
  SELECT a.id AS "accountId", NULL::uuid AS "holdId", a.cycle_ends_at AS at FROM portfolio p CROSS JOIN LATERAL (
    SELECT id, cycle_ends_at FROM account WHERE portfolio = p.name AND cycle_ends_at <= ${NOW}
    ORDER BY cycle_ends_at LIMIT ${AT_ONCE}) a
  UNION ALL
  SELECT h.account_id, h.id, h.expires_at FROM portfolio p CROSS JOIN LATERAL (
    SELECT id, account_id, expires_at FROM hold
    WHERE portfolio = p.name AND outcome IS NULL AND expires_at <= ${NOW} ORDER BY expires_at LIMIT ${AT_ONCE}) h`;

interface Due {
  accountId: string;
  /** A hold that is over; else the account has a cycle that is. */
  holdId: string | null;
  at: Date;
}

/**
 * Closes the cycles of quiet accounts and ends the holds that are over, by each portfolio's own clock. It decides
 * nothing by itself: what it asks for goes the way of every command, under the account's lock, and asked for twice it
 * happens once.
 */
export class ClosingJob {
  readonly #options: ClosingJobOptions;
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(options: ClosingJobOptions) {
    this.#options = options;
  }

  /** From now on; the tables are there. */
  start(): void {
    if (!this.#stopped) this.#timer = setInterval(() => this.wake(), EVERY_MS);
  }

  /** Looks now, or once more after the round under way. */
  wake(): void {
    if (this.#stopped) return;
    this.#again = true;
    this.#round ??= this.#run().finally(() => {
      this.#round = null;
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#round;
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false;
        if (await this.#closeSome()) this.#again = true;
      }
    } catch (error) {
      this.#options.logger.warn({ err: error }, 'cycles were not closed; trying again');
    }
  }

  /** Whether there may be more. */
  async #closeSome(): Promise<boolean> {
    const { pool, submit, now } = this.#options;
    return inTransaction(pool, async (tx) => {
      const { rows: locks } = await tx.query<{ mine: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS mine', [LOCK]);
      if (!locks[0]?.mine) return false;
      const { rows } = await tx.query<Due>(DUE, [now().toISOString()]);
      const results = await Promise.allSettled(rows.map((due) => submit(submissionOf(due))));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
      return rows.length > 0;
    });
  }
}

function submissionOf({ accountId, holdId, at }: Due): Submission {
  const command: Command = holdId ? expireHold : closeCycles;
  return {
    command,
    body: {},
    params: holdId ? { holdId } : { accountId },
    accountId,
    id: holdId ?? accountId,
    claim: null,
    apiKeyId: 0,
    // A hold ends at its end, whenever that is noticed.
    claimedAt: holdId ? at.toISOString() : null,
    mayStatePast: false,
    traceparent: null,
  };
}
