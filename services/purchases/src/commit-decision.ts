import { cardTransactions } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { partitionOf } from '@faturaviva/kafka';
import { failpoint } from '@faturaviva/process';
import type { PoolClient } from 'pg';
import { v7 } from 'uuid';
import type { AccountState } from './account.ts';
import { readClock, WALL_CLOCK } from './clock.ts';
import { type Answer, decideBatch, type Submission } from './decide-batch.ts';
import * as rare from './decision-rare-sql.ts';
import * as sql from './decision-sql.ts';
import type { ExchangeRates } from './exchange-rates.ts';

export interface CommitOptions {
  now: () => Date;
  rates: ExchangeRates;
  /** How long a lock may still be waited for, in ms; asked before each wait. Without it the session's setting holds. */
  lockBudgetMs?: () => number;
}

export interface Committed {
  outcomes: (Answer | Error)[];
  /** Partitions that have new facts in the outbox. */
  partitions: Set<number>;
}

/**
 * All commands of this service, in one transaction per batch and always by the same five steps.
 * When it returns, every answer is durable together with its facts and its state, or is a Problem that left nothing
 * behind. When it throws, nothing of the batch was kept, or (a connection lost during COMMIT) it is unknown: the same
 * keys sent again find the answers or do the work.
 * `submissions` hold each claim at most once.
 */
export async function commitDecisions(
  tx: PoolClient,
  submissions: readonly Submission[],
  options: CommitOptions,
): Promise<Committed> {
  await tx.query('BEGIN');
  // 1. Claim the keys, its own rows first and sorted. Whoever holds one of them makes this wait, never decide twice.
  await waitAtMost(tx, options);
  const month = `${options.now().toISOString().slice(0, 7)}-01`;
  const claims = submissions.flatMap((submission) => submission.claim ?? []);
  const earlier = await sql.claimKeys(tx, claims, month);
  const answers = submissions.map((submission) => replay(submission, earlier));

  // 2. Lock the accounts in id order. What the lock returns is the newest version, also after a wait.
  await waitAtMost(tx, options);
  const open = submissions.filter((_, index) => answers[index] === null);
  const accountIds = [...new Set(open.map((submission) => submission.accountId))].sort();
  const rows = await sql.lockAccounts(tx, accountIds);
  // 3. Load what else the decisions read in a later statement: joined to the lock it would be older than the lock.
  const accounts = await sql.loadAccounts(tx, rows);
  const refers = open.flatMap(({ command, body, params, accountId }) => {
    const referred = command.refers?.(body, params);
    return referred ? [{ accountId, refers: referred }] : [];
  });
  if (refers.length > 0) await rare.loadReferred(tx, accounts, refers);
  const clocks = await readClocks(tx, open, accounts);

  // 4. Decide. The clock is read after the lock, so no fact is posted before one that is already there.
  const now = options.now();
  const nowIn = (portfolio: string) => readClock(clocks.get(portfolio) ?? WALL_CLOCK, now);
  const decided = decideBatch(open, accounts, { nowIn, newId: v7, rates: options.rates });
  const outcomes = merge(answers, decided.outcomes);

  // 5. Write state, facts and answers. Outbox ids are drawn here, under the locks.
  const partition = (accountId: string) => partitionOf(accountId, cardTransactions.partitions);
  await rare.writeNewAccounts(
    tx,
    [...decided.changed.values()].filter((state) => !accounts.has(state.accountId)),
    partition,
  );
  await sql.writeDecisions(tx, {
    states: [...decided.changed.values()].filter((state) => accounts.has(state.accountId)),
    facts: decided.facts,
    answers: submissions.flatMap(({ claim }, index) => {
      const outcome = outcomes[index];
      return claim && outcome && !(outcome instanceof Error) && !outcome.replayed ? [{ claim, outcome }] : [];
    }),
    month,
    decidedAt: now,
    partition,
  });
  await rare.writeRare(tx, decided.facts, decided.changed);
  // A command without a recorded answer gives its key back: it may be sent again, corrected.
  const unanswered = submissions.flatMap(({ claim }, index) => (claim && !kept(outcomes[index]) ? [claim] : []));
  if (unanswered.length > 0) await sql.releaseKeys(tx, unanswered, month);
  failpoint('decision.before-commit');
  await tx.query('COMMIT');
  failpoint('decision.after-commit');
  return { outcomes, partitions: new Set(decided.facts.map((fact) => partition(fact.accountId))) };
}

/** Of the accounts that are there, and of those that are to be opened. */
async function readClocks(tx: PoolClient, submissions: readonly Submission[], accounts: Map<string, AccountState>) {
  const opening = submissions.flatMap(({ command, body, accountId }) =>
    accounts.has(accountId) ? [] : (command.portfolio?.(body) ?? []),
  );
  await rare.openPortfolios(tx, [...new Set(opening)]);
  const portfolios = [...accounts.values()].map(({ portfolio }) => portfolio);
  return rare.readClocks(tx, [...new Set([...portfolios, ...opening])]);
}

const kept = (outcome: Answer | Error | undefined): boolean =>
  !!outcome && !(outcome instanceof Error) && !outcome.replayed;

async function waitAtMost(tx: PoolClient, { lockBudgetMs }: CommitOptions): Promise<void> {
  if (lockBudgetMs) await tx.query(`SET LOCAL lock_timeout = ${Math.max(1, Math.floor(lockBudgetMs()))}`);
}

/** The answer that the same key was given before; `null` when it is new. */
function replay({ claim }: Submission, earlier: sql.EarlierAnswers): Answer | Error | null {
  const known = claim && earlier.get(sql.claimId(claim.apiKeyId, claim.key));
  if (!known) return null;
  if (known.bodyHash.equals(claim.bodyHash)) return { status: known.status, text: known.answer, replayed: true };
  return new Problem(422, 'key-reused', 'This Idempotency-Key was used for another request.', {
    errors: [{ field: 'Idempotency-Key', message: 'belongs to a request with another body' }],
  });
}

function merge(known: (Answer | Error | null)[], decided: (Answer | Error)[]): (Answer | Error)[] {
  let next = 0;
  return known.map((answer) => answer ?? decided[next++] ?? new Error('a submission was left without an outcome'));
}
