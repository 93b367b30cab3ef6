import type { AccountFact } from '@faturaviva/events';
import type { Facts } from './facts.ts';
import type { Comparison } from './findings.ts';
import type { Observed, Request } from './observed.ts';
import {
  ASKED_FOR,
  idOf,
  isDecided,
  isRefused,
  isUnknown,
  mayHaveCaused,
  type Promised,
  promiseOf,
} from './promises.ts';

const named = (fact: AccountFact): string => `${fact.type}/${idOf(fact)}`;

/** What clients were told, against the log: kept, once, nothing else, and in the order that they can know. */
export function checkAnswers({ history }: Observed, facts: Facts, told: Comparison): void {
  const promises = history.flatMap((request) => promiseOf(request) ?? []);
  const byName = Map.groupBy(
    facts.all.filter(({ fact }) => idOf(fact) !== null),
    ({ fact }) => named(fact),
  );
  checkKept(promises, byName, told);
  checkAskedFor(history, promises, byName, told);
  checkKeys(history, told);
  checkClock(promises, told);
  checkBlocks(facts, told);
}

function checkKept(promises: Promised[], byName: Map<string, Facts['all']>, told: Comparison): void {
  for (const { type, id, status, seq } of promises) {
    const found = byName.get(`${type}/${id}`) ?? [];
    const what = status === 201 ? 'answers 201, each with one fact on the log' : 'answers 200, each with one fact';
    told.expect(what, found.length > 0, 'lost', () => `${type} ${id} was answered ${status} and is not on the log`);
    if (found.length > 1)
      told.find('doubled', `${type} ${id} is on the log as seq ${found.map(({ fact }) => fact.seq).join(', ')}`);
    const [only] = found;
    // A state that was there already is answered with the account's newest seq, not that of its fact.
    if (only && status === 201 && seq !== null && only.fact.seq !== seq)
      told.find('lost', `${type} ${id} was answered with seq ${seq} and is on the log with ${only.fact.seq}`);
  }
}

/** Each fact that must have been asked for has its answer, or a request of its own whose outcome nobody knows. */
function checkAskedFor(
  history: Request[],
  promises: Promised[],
  byName: Map<string, Facts['all']>,
  told: Comparison,
): void {
  const promised = new Set(promises.map(({ type, id }) => `${type}/${id}`));
  const unknown = history.filter(isUnknown);
  told.count('requests without a known outcome', unknown.length);
  for (const [name, [first]] of byName) {
    if (!first || !ASKED_FOR.has(first.fact.type)) continue;
    told.count('facts on the log, each asked for');
    if (promised.has(name)) continue;
    const cause = unknown.findIndex((request) => mayHaveCaused(request, first.fact));
    if (cause >= 0) unknown.splice(cause, 1);
    else told.find('unasked', `${name} of account ${first.fact.accountId}, seq ${first.fact.seq}`);
  }
}

function checkKeys(history: Request[], told: Comparison): void {
  const keyed = history.filter(({ key }) => key !== null);
  for (const [key, requests] of Map.groupBy(keyed, (request) => request.key)) {
    const answers = requests.flatMap((request) =>
      request.attempts.filter(isDecided).map(({ status, text }) => ({ request, said: `${status} ${text}` })),
    );
    if (answers.length > 1) told.count('answers to a key that was sent again, each the same bytes', answers.length - 1);
    for (const { attempts, path } of requests)
      if (attempts.some(isDecided) && attempts.some(isRefused))
        told.find('other-answer', `${key} for ${path} was both accepted and refused`);
    const said = new Set(answers.map((answer) => answer.said));
    if (said.size > 1) told.find('other-answer', `${key} was answered: ${[...said].join(' and ')}`);
    const done = new Set(answers.map(({ request }) => `${request.path} ${JSON.stringify(request.body)}`));
    if (done.size > 1) told.find('other-answer', `${key} was accepted for ${done.size} different requests`);
  }
}

/** Of one account: what was answered before another request was sent has the lower `seq`. */
function checkClock(promises: Promised[], told: Comparison): void {
  const placed = promises.filter((one) => one.accountId !== null && one.seq !== null && one.status === 201);
  for (const [accountId, ofAccount] of Map.groupBy(placed, (one) => one.accountId)) {
    const newestFirst = ofAccount.toSorted((a, b) => (b.seq ?? 0) - (a.seq ?? 0));
    let earliest: Promised | null = null;
    for (const promise of newestFirst) {
      const later: Promised | null = earliest;
      told.expect(
        'decisions in the order that their clients saw',
        later === null || later.answeredAt >= promise.sentAt,
        'against-the-clock',
        () => `account ${accountId}: seq ${later?.seq} was answered before seq ${promise.seq} was asked for`,
      );
      if (earliest === null || promise.answeredAt < earliest.answeredAt) earliest = promise;
    }
  }
}

function checkBlocks(facts: Facts, told: Comparison): void {
  for (const [accountId, ofAccount] of facts.bySeq) {
    const blocked = new Set<string>();
    for (const { fact } of ofAccount) {
      if (fact.type === 'br.faturaviva.CartaoBloqueado.v1') blocked.add(fact.data.cardId);
      if (fact.type === 'br.faturaviva.CartaoDesbloqueado.v1') blocked.delete(fact.data.cardId);
      if (fact.type !== 'br.faturaviva.CompraEfetuada.v1' || fact.data.capture) continue;
      told.expect(
        'purchases of a card that was not blocked',
        !blocked.has(fact.data.cardId),
        'bought-while-blocked',
        () => `account ${accountId}, seq ${fact.seq}`,
      );
    }
  }
}
