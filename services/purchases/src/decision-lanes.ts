import { giveBack, isConnectionFailure, type Pool, sqlStateOf } from '@faturaviva/database';
import { Problem } from '@faturaviva/http';
import type { Logger } from '@faturaviva/process';
import { type Committed, commitDecisions } from './commit-decision.ts';
import type { Answer, Submission } from './decide-batch.ts';
import { claimId } from './decision-sql.ts';
import type { ExchangeRates } from './exchange-rates.ts';
import { unavailable } from './unavailable.ts';

interface Waiting {
  submission: Submission;
  arrivedAt: number;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
}

interface LaneOptions {
  /** One connection; its session has a short `lock_timeout`. */
  fast: Pool;
  /** A few connections for accounts and keys that somebody else holds. */
  slow: Pool;
  logger: Logger;
  now: () => Date;
  rates: ExchangeRates;
  /** Called after COMMIT with the partitions that have new facts. */
  onCommitted: (partitions: Set<number>) => void;
}

const BATCH = 200;
const QUEUE_LIMIT = 10_000;
/** Whoever waits for a key or an account is answered this long after arriving, at the latest. */
const PATIENCE_MS = 2_000;

/**
 * Commands that arrive while a transaction is in flight form the next one. A batch that fails goes, split by account,
 * to the slow lane: there a held account makes its own commands wait and nobody else's.
 */
export class DecisionLanes {
  readonly #options: LaneOptions;
  #queue: Waiting[] = [];
  /** Accounts in the slow lane, with what waits for them there. */
  readonly #slow = new Map<string, Waiting[]>();
  #running: Promise<void> | null = null;
  readonly #slowRuns = new Set<Promise<void>>();
  #open = false;
  #stopped = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** From now on commands are taken: the tables have the partitions that they are written to. */
  open(): void {
    this.#open = true;
  }

  /** @throws Problem 409 when its key or account is held for 2 s, 503 when the outcome is unknown; try again with the same key. */
  submit(submission: Submission): Promise<Answer> {
    if (!this.#open) return Promise.reject(unavailable('The service waits for its database.'));
    if (this.#stopped) return Promise.reject(unavailable('The service is stopping.'));
    if (this.#queue.length >= QUEUE_LIMIT) return Promise.reject(unavailable('Too many requests are waiting.'));
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    this.#queue.push({ submission, arrivedAt: performance.now(), resolve, reject });
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return promise;
  }

  /** Answers what has arrived, then stops. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
    await Promise.all(this.#slowRuns);
  }

  async #run(): Promise<void> {
    // Let the requests of this turn of the event loop arrive: they belong into the same transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      if (batch.length > 0) await this.#commitOrSplit(batch);
    }
  }

  /** The next batch. What belongs to an account in the slow lane goes there; a key's second request waits for its first. */
  #takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    const claims = new Set<string>();
    let taken = 0;
    for (; taken < this.#queue.length && batch.length < BATCH; taken++) {
      const waiting = this.#queue[taken] as Waiting;
      const { accountId, claim } = waiting.submission;
      const held = this.#slow.get(accountId);
      const id = claim && claimId(claim.apiKeyId, claim.key);
      if (held) held.push(waiting);
      else if (id && claims.has(id)) later.push(waiting);
      else {
        if (id) claims.add(id);
        batch.push(waiting);
      }
    }
    this.#queue = [...later, ...this.#queue.slice(taken)];
    return batch;
  }

  async #commitOrSplit(batch: Waiting[]): Promise<void> {
    try {
      await this.#commit(this.#options.fast, batch);
    } catch (error) {
      if (isConnectionFailure(error)) return rejectAll(batch, unavailable('The database did not answer.'));
      for (const [accountId, group] of Map.groupBy(batch, (waiting) => waiting.submission.accountId)) {
        this.#slow.set(accountId, group);
        const run = this.#runSlow(accountId).finally(() => this.#slowRuns.delete(run));
        this.#slowRuns.add(run);
      }
    }
  }

  async #runSlow(accountId: string): Promise<void> {
    for (;;) {
      const waiting = this.#slow.get(accountId) ?? [];
      if (waiting.length === 0) break;
      const { batch, rest } = firstOfEachClaim(waiting);
      this.#slow.set(accountId, rest);
      await this.#commitSlowly(batch);
    }
    this.#slow.delete(accountId);
  }

  async #commitSlowly(group: Waiting[]): Promise<void> {
    const alive = group.filter((waiting) => timeLeft(waiting) > 0);
    rejectAll(
      group.filter((waiting) => !alive.includes(waiting)),
      busy(),
    );
    if (alive.length === 0) return;
    try {
      await this.#commit(this.#options.slow, alive, () => Math.min(...alive.map(timeLeft)));
    } catch (error) {
      if (isConnectionFailure(error)) rejectAll(alive, unavailable('The database did not answer.'));
      else if (isLockTimeout(error)) rejectAll(alive, busy());
      else if (alive.length > 1) for (const waiting of alive) await this.#commitSlowly([waiting]);
      // Somebody else opened the account meanwhile: tried again, this one finds it.
      else if (violated(error).startsWith('account_')) await this.#commitSlowly(alive);
      else rejectAll(alive, this.#failure(error));
    }
  }

  async #commit(pool: Pool, batch: Waiting[], lockBudgetMs?: () => number): Promise<void> {
    const { now, rates, onCommitted } = this.#options;
    const tx = await pool.connect();
    let committed: Committed;
    try {
      const submissions = batch.map((waiting) => waiting.submission);
      committed = await commitDecisions(tx, submissions, { now, rates, ...(lockBudgetMs ? { lockBudgetMs } : {}) });
      tx.release();
    } catch (error) {
      await giveBack(tx, error);
      throw error;
    }
    onCommitted(committed.partitions);
    committed.outcomes.forEach((outcome, index) => {
      if (outcome instanceof Error) batch[index]?.reject(outcome);
      else batch[index]?.resolve(outcome);
    });
  }

  /** A key that was used before its record was dropped meets its purchase again; anything else is ours to mend. */
  #failure(error: unknown): Error {
    if (/^(purchase|payment)_pkey$/.test(violated(error))) {
      return new Problem(422, 'key-reused', 'This Idempotency-Key was used before.', {
        detail: 'Its record is gone, what it brought about is not.',
      });
    }
    this.#options.logger.error({ err: error }, 'a command failed');
    return error instanceof Error ? error : new Error(String(error));
  }
}

function firstOfEachClaim(waiting: Waiting[]): { batch: Waiting[]; rest: Waiting[] } {
  const seen = new Set<string>();
  const batch: Waiting[] = [];
  const rest: Waiting[] = [];
  for (const item of waiting) {
    const { claim } = item.submission;
    const id = claim && claimId(claim.apiKeyId, claim.key);
    if (id && seen.has(id)) rest.push(item);
    else batch.push(item);
    if (id) seen.add(id);
  }
  return { batch, rest };
}

const timeLeft = (waiting: Waiting): number => PATIENCE_MS - (performance.now() - waiting.arrivedAt);

function rejectAll(batch: Waiting[], error: Error): void {
  for (const waiting of batch) waiting.reject(error);
}

const UNIQUE_VIOLATION = '23505';

/** Which unique rule an error is about, if any. */
const violated = (error: unknown): string =>
  sqlStateOf(error) === UNIQUE_VIOLATION && error instanceof Error && 'constraint' in error
    ? String(error.constraint)
    : '';

/** lock_not_available, deadlock_detected */
const isLockTimeout = (error: unknown): boolean => ['55P03', '40P01'].includes(sqlStateOf(error) ?? '');

const busy = (): Problem =>
  new Problem(409, 'busy', 'This key or account is busy.', { headers: { 'retry-after': '1' } });
