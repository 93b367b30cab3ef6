import assert from 'node:assert/strict';
import { firstCycle } from '@faturaviva/calendar';
import type { AccountState } from '../account.ts';
import type { Command } from '../command.ts';
import { decideBatch, type PostedFact, type Submission } from '../decide-batch.ts';
import type { ExchangeRates } from '../exchange-rates.ts';
import { commandIdOf } from './identity.ts';
import { purchase } from './purchase.ts';

export const accountId = '018f3f5e-0000-7000-8000-00000000000a';
export const cardId = '018f3f5e-0000-7000-8000-00000000000c';
export const merchant = { id: 'padaria', name: 'Padaria Flor do Ipê', mcc: '5462' };
export const dates = firstCycle('2026-06-04', 3, 10);

/** Marina's: limit of R$ 5,000, closes on the 3rd, due on the 10th. */
export const account = (changes: Partial<AccountState> = {}): AccountState => ({
  accountId,
  portfolio: 'demo',
  reference: 'demo:marina',
  policy: 'v1',
  limitCents: 500000,
  usedCents: 0,
  seq: 2,
  cycle: 1,
  closingDay: 3,
  dueDay: 10,
  dates,
  cycleEndsAt: '2026-07-04T03:00:00.000Z',
  lastPostedAt: '2026-06-04T12:00:00.000Z',
  dueChangedAt: null,
  cards: [{ cardId, last4: '4821', blocked: false, issuedAt: '2026-06-04T12:00:00.000Z' }],
  purchases: new Map(),
  holds: new Map(),
  disputes: new Map(),
  lastInvoice: null,
  ...changes,
});

const REFUSALS = [400, 404, 409, 422, 503];

let calls = 0;
export const submission = (command: Command, body: object, changes: Partial<Submission> = {}): Submission => ({
  command,
  body: command.body.parse(body),
  params: { accountId },
  accountId,
  id: commandIdOf(1, `key-${calls++}`),
  claim: null,
  apiKeyId: 1,
  claimedAt: null,
  mayStatePast: false,
  traceparent: null,
  ...changes,
});
export const buy = (amountCents: number, instalments = 1, changes: Partial<Submission> = {}) =>
  submission(purchase, { cardId, amountCents, instalments, merchant }, changes);

/** The dollar of the worked examples, and nothing else. */
const testRates: ExchangeRates = {
  name: 'test',
  sell: (currency, day) => (currency === 'USD' ? (day < '2026-07-01' ? '5.4321' : '5') : null),
};

export const NOW = '2026-06-20T12:00:00.000Z';
/** Decides on one account, all submissions in one batch. */
export function decide(submissions: Submission[], state: AccountState | null = account(), now = NOW) {
  const accounts = new Map(state ? [[accountId, state]] : []);
  let ids = 0;
  const { outcomes, ...rest } = decideBatch(submissions, accounts, {
    nowIn: () => now,
    newId: () => `fact-${ids++}`,
    rates: testRates,
  });
  const answers = outcomes.map((outcome) =>
    outcome instanceof Error ? outcome : { ...JSON.parse(outcome.text), status: outcome.status },
  );
  for (const [index, outcome] of outcomes.entries())
    if (!(outcome instanceof Error)) mustBeAsPromised(submissions[index] as Submission, JSON.parse(outcome.text));
  for (const outcome of outcomes)
    if (outcome instanceof Error && 'status' in outcome)
      assert(REFUSALS.includes(Number(outcome.status)), outcome.message);
  const [only] = outcomes;
  if (outcomes.length === 1 && only && !(only instanceof Error))
    mustNameItsFact(JSON.parse(only.text).seq, rest.facts, (rest.changed.get(accountId) ?? state)?.seq);
  return { ...rest, outcomes, answers, state: rest.changed.get(accountId) ?? state };
}

/** Every answer has the fields that its command publishes, and no others. */
function mustBeAsPromised({ command }: Submission, answer: object): void {
  assert.deepEqual(command.answer.parse(answer), answer, command.name);
}

/** An answer names the fact that it is about; when nothing was posted, the newest one. */
function mustNameItsFact(seq: number, facts: readonly PostedFact[], newest: number | undefined): void {
  const own = facts.filter(({ type }) => type !== 'br.faturaviva.CicloEncerrado.v1').map((fact) => fact.seq);
  assert(own.length > 0 ? own.includes(seq) : seq === newest, `answers seq ${seq}`);
}
