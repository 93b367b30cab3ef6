import type { IsoInstant } from '@faturaviva/calendar';
import { accountFacts } from '@faturaviva/events';
import { Problem } from '@faturaviva/http';
import { type AccountState, closingsBefore, type Draft, evolve, type Posted } from './account.ts';
import type { Command } from './command.ts';
import type { ExchangeRates } from './exchange-rates.ts';

/** A command of one caller, on its way to a transaction. */
export interface Submission {
  command: Command;
  body: unknown;
  params: unknown;
  accountId: string;
  /** Id of what it brings about. */
  id: string;
  /** Where and under which name it may happen once; `null` when the state itself tells. */
  claim: { apiKeyId: number; key: string; bodyHash: Buffer } | null;
  apiKeyId: number;
  /** When its caller says that it happened; the clock decides when absent. */
  claimedAt: IsoInstant | null;
  /** Its caller's key has scope `import`. */
  mayStatePast: boolean;
  traceparent: string | null;
}

export interface Answer {
  status: number;
  /** JSON; a replayed answer is the same bytes. */
  text: string;
  replayed: boolean;
}

export type PostedFact = Posted & {
  factId: string;
  apiKeyId: number;
  traceparent: string | null;
  /** `topic/partition/offset` of the parked message that it repairs: then no state follows from it. */
  repairs: string | null;
};

export interface DecidedBatch {
  /** One per submission, in their order. A Problem was not recorded. */
  outcomes: (Answer | Error)[];
  facts: PostedFact[];
  /** Accounts after the batch, those that changed only. */
  changed: Map<string, AccountState>;
}

interface Surroundings {
  /** What the business clock of a portfolio says. */
  nowIn: (portfolio: string) => IsoInstant;
  newId: () => string;
  rates: ExchangeRates;
}

/**
 * Decides each submission in arrival order on the running state of its account. Pure but for `newId`.
 * A decision that throws changes nothing and costs no other submission anything.
 */
export function decideBatch(
  submissions: readonly Submission[],
  accounts: ReadonlyMap<string, AccountState>,
  { nowIn, newId, rates }: Surroundings,
): DecidedBatch {
  const changed = new Map<string, AccountState>();
  const facts: PostedFact[] = [];
  const outcomes = submissions.map((submission) => {
    try {
      const before = changed.get(submission.accountId) ?? accounts.get(submission.accountId) ?? null;
      const portfolio = before?.portfolio ?? submission.command.portfolio?.(submission.body) ?? '';
      const decided = decideOne(submission, before, nowIn(portfolio), rates);
      const { apiKeyId, traceparent } = submission;
      facts.push(
        ...decided.facts.map((fact) => ({ ...fact, factId: newId(), apiKeyId, traceparent, repairs: null })),
        ...decided.repairs.map(({ draft, ...envelope }) => ({
          ...draft,
          ...envelope,
          accountId: submission.accountId,
          apiKeyId,
          traceparent,
        })),
      );
      if (decided.state && decided.facts.length > 0) changed.set(submission.accountId, decided.state);
      return decided.answer;
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  });
  return { outcomes, facts, changed };
}

function decideOne(submission: Submission, before: AccountState | null, now: IsoInstant, rates: ExchangeRates) {
  const { command, body, params, accountId, id, claimedAt, mayStatePast } = submission;
  if (claimedAt && claimedAt > now) throw inTheFuture(command.claims ?? 'body');
  const at = claimedAt ?? now;
  const postedAt = before && before.lastPostedAt > at ? before.lastPostedAt : at;

  const facts: Posted[] = [];
  let state = before;
  const post = (draft: Draft, time: IsoInstant) => {
    mustBeSaid(draft);
    const fact: Posted = { ...draft, time, accountId, seq: (state?.seq ?? 0) + 1, cycle: state?.cycle ?? 1 };
    facts.push(fact);
    state = evolve(state, fact);
  };
  if (before) for (const closing of closingsBefore(before, postedAt)) post(closing.draft, closing.at);
  if (stillToClose(state, postedAt)) {
    if (!command.closes) throw stillClosing();
    const closed: Answer = { status: 200, text: JSON.stringify({ seq: facts.at(-1)?.seq }), replayed: false };
    return { answer: closed, facts, repairs: [], state };
  }
  const decision = command.decide(state, { body, params, postedAt, id, accountId, mayStatePast, rates });
  for (const draft of decision.facts) post(draft, postedAt);

  const answer: Answer = { status: decision.status, text: JSON.stringify(decision.answer), replayed: false };
  const { repairs = [] } = decision;
  // Nothing to post: the closings wait for the next command that has something, or for the closing job.
  const posts = decision.facts.length > 0 || command.closes === true;
  return posts ? { answer, facts, repairs, state } : { answer, facts: [], repairs, state: before };
}

const definitions = new Map<string, { data: { safeParse(data: unknown): { success: boolean } } }>(
  accountFacts.map((definition) => [definition.type, definition]),
);

/** No reader takes a fact that is not of its type's shape; so none is kept. @throws Error */
function mustBeSaid({ type, data }: Draft): void {
  if (!definitions.get(type)?.data.safeParse(data).success) throw new Error(`decided a ${type} that its shape forbids`);
}

/** So many cycles were passed that one decision does not close them all: the closing job goes on. */
const stillToClose = (state: AccountState | null, postedAt: IsoInstant): boolean =>
  state !== null && state.cycleEndsAt <= postedAt;

const stillClosing = (): Problem =>
  new Problem(503, 'still-closing', 'Cycles of this account are being closed. Send the same key again.', {
    headers: { 'retry-after': '1' },
  });

function inTheFuture(field: string): Problem {
  return new Problem(400, 'invalid-request', 'Some fields do not fit.', {
    errors: [{ field, message: 'lies in the future' }],
  });
}
