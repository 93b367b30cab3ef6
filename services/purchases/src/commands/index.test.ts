import { Problem } from '@faturaviva/http';
import { expect, test } from 'vitest';
import type { Command } from '../command.ts';
import { commands } from './index.ts';
import { account, accountId, buy, cardId, decide, merchant, NOW, submission } from './test-decisions.ts';

const commandNamed = (name: string): Command => {
  const found = commands.find((command) => command.name === name);
  if (!found) throw new Error(name);
  return found;
};

test('what each command is asked at, what a key needs for it, and which field states when it happened', () => {
  const list = commands.map(({ name, path, scope = 'purchase', once, claims = '' }) => [
    name,
    path,
    scope,
    once,
    claims,
  ]);
  const of = (what: string) => `/v1/${what}`;
  expect(list).toEqual([
    ['openAccount', of('accounts'), 'purchase', 'state', 'openedAt'],
    ['issueCard', of('accounts/:accountId/cards'), 'purchase', 'state', 'issuedAt'],
    ['purchase', of('purchases'), 'purchase', 'key', 'occurredAt'],
    ['preauthorise', of('holds'), 'purchase', 'key', 'occurredAt'],
    ['captureHold', of('holds/:holdId/captures'), 'purchase', 'key', 'capturedAt'],
    ['cancelHold', of('holds/:holdId/cancel'), 'purchase', 'state', 'cancelledAt'],
    ['refundPurchase', of('purchases/:purchaseId/refunds'), 'purchase', 'key', 'refundedAt'],
    ['receivePayment', of('accounts/:accountId/payments'), 'purchase', 'key', 'receivedAt'],
    ['blockCard', of('cards/:cardId/block'), ['purchase', 'operator'], 'state', ''],
    ['unblockCard', of('cards/:cardId/unblock'), 'purchase', 'state', ''],
    ['changeLimit', of('accounts/:accountId/limit'), 'operator', 'state', 'changedAt'],
    ['changeDueDay', of('accounts/:accountId/due-day'), 'purchase', 'state', 'changedAt'],
    ['contestPurchase', of('purchases/:purchaseId/disputes'), 'purchase', 'key', 'contestedAt'],
    ['resolveDispute', of('disputes/:disputeId/resolution'), 'operator', 'state', 'resolvedAt'],
    ['anticipateInstalments', of('purchases/:purchaseId/anticipations'), 'purchase', 'key', 'anticipatedAt'],
    ['contractPlan', of('accounts/:accountId/plans'), 'purchase', 'key', 'contractedAt'],
    ['reportFraud', of('purchases/:purchaseId/fraud-reports'), 'purchase', 'key', 'reportedAt'],
    ['repairFact', of('repairs'), 'operator', 'key', ''],
    ['closeCycles', null, 'purchase', 'state', ''],
    ['expireHold', null, 'purchase', 'state', ''],
  ]);
  expect(new Set(commands.map(({ summary }) => summary)).size).toBe(commands.length);
});

const ID = '018f3f5e-0000-7000-8000-0000000000ff';
const routed = commands.filter(({ path }) => path !== null);
const namesIn = ({ path }: Command): string[] => [...(path ?? '').matchAll(/:(\w+)/g)].map(([, name = '']) => name);
const paramsOf = (command: Command, id: string) => Object.fromEntries(namesIn(command).map((name) => [name, id]));

test.each(routed)('$name: the ids in its path are ids, in lower case', (command) => {
  expect(command.params.parse(paramsOf(command, ID.toUpperCase()))).toEqual(paramsOf(command, ID));
  expect(command.params.safeParse(paramsOf(command, 'main')).success).toBe(namesIn(command).length === 0);
});

test.each(routed.filter((command) => namesIn(command).length > 0))(
  '$name is found by what its path names',
  (command) => {
    const { account: found } = command;
    const params = paramsOf(command, ID);
    expect('of' in found ? found.of({}, params) : found.id({}, params)).toBe(ID);
    expect(namesIn(command)).toEqual([`${'of' in found ? 'account' : found.by}Id`]);
  },
);

test('a moment is stated by imports alone; nobody states one that no clock has reached or that lies before 1990', () => {
  for (const command of commands.filter(({ claims }) => claims)) {
    const { claims = '' } = command;
    const fits = (moment: string) => {
      const issues = command.body.safeParse({ [claims]: moment }).error?.issues ?? [];
      return issues.every(({ path, code }) => path[0] !== claims && code !== 'unrecognized_keys');
    };
    expect(fits('2018-04-01T00:00:00-03:00'), command.name).toBe(true);
    expect([fits('1989-12-31T23:59:59.999Z'), fits('3000-01-01T00:00:00Z'), fits('2018-04-01')]).toEqual([
      ...[false, false, false],
    ]);
    expect([fits('1990-01-01T00:00:00.000Z'), fits('2999-12-31T23:59:59.999Z')]).toEqual([true, true]);
  }
});

test('each command is for an account that is there', () => {
  for (const command of commands.filter(({ name }) => name !== 'openAccount')) {
    const given = {
      params: {},
      postedAt: NOW,
      id: cardId,
      accountId,
      mayStatePast: false,
      rates: { name: '', sell: () => null },
    };
    expect(() => command.decide(null, { ...given, body: {} }), command.name).toThrow(
      expect.objectContaining({ status: 404, code: 'account-not-found' }),
    );
  }
});

test('what is named and is not there is a 404 that says what', () => {
  const nobody = '018f3f5e-0000-7000-8000-0000000000ff';
  const refusedOf = (name: string, params: object, body: object = {}) =>
    decide([submission(commandNamed(name), body, { params })]).answers[0] as Problem;
  const missing = [
    refusedOf('blockCard', { cardId: nobody }),
    refusedOf('unblockCard', { cardId: nobody }),
    refusedOf('purchase', {}, { cardId: nobody, amountCents: 1, merchant }),
    refusedOf('preauthorise', {}, { cardId: nobody, amountCents: 1, merchant }),
    refusedOf('captureHold', { holdId: nobody }, { amountCents: 1 }),
    refusedOf('cancelHold', { holdId: nobody }),
    refusedOf('expireHold', { holdId: nobody }),
    refusedOf('resolveDispute', { disputeId: nobody }, { outcome: 'withdrawn' }),
  ];
  expect(missing.map(({ status, code }) => [status, code])).toEqual([
    ...['card', 'card', 'card', 'card', 'hold', 'hold', 'hold', 'dispute'].map((what) => [404, `${what}-not-found`]),
  ]);
});

const limits: [command: string, field: string, fits: unknown[], doesNot: unknown[]][] = [
  ['openAccount', 'closingDay', [1, 31], [0, 32, 1.5]],
  ['openAccount', 'dueDay', [1, 31], [0, 32]],
  ['openAccount', 'limitCents', [1, 1_000_000_000], [0, 1_000_000_001, 0.5]],
  ['issueCard', 'last4', ['0000'], ['123', '12345', 'abcd']],
  ['purchase', 'instalments', [1, 24], [0, 25, 1.5]],
  ['anticipateInstalments', 'instalments', [1, 24], [0, 25]],
  ['contractPlan', 'instalments', [2, 24], [1, 25]],
  ['changeDueDay', 'dueDay', [1, 28], [0, 29]],
  ['receivePayment', 'paidOn', ['1990-01-01'], ['1989-12-31', '2026-02-30', '2026-1-1']],
  ['repairFact', 'seq', [1], [0]],
  ['repairFact', 'cycle', [1], [0]],
  ['repairFact', 'type', ['x', 'x'.repeat(100)], ['', 'x'.repeat(101)]],
  ['repairFact', 'repairs', ['card-transactions/0/0'], ['card-transactions/0', 'x/y/z', '/0/0']],
];

test.each(limits)('%s: %s is bounded', (name, field, fits, doesNot) => {
  const issue = (value: unknown) =>
    commandNamed(name)
      .body.safeParse({ [field]: value })
      .error?.issues.find(({ path }) => path[0] === field);
  for (const value of fits) expect(issue(value), String(value)).toBeUndefined();
  for (const value of doesNot) expect(issue(value), String(value)).toBeDefined();
});

test('a command that brings something about is a 201 when a key was spent on it; what the state tells again is a 200', () => {
  const [card] = account().cards;
  const bought = buy(60_000, 12);
  const of = (params: object) => ({ params });
  const ask = (name: string, body: object, changes: object = {}) => submission(commandNamed(name), body, changes);
  const held = ask('preauthorise', { cardId, amountCents: 1_000, merchant });
  const told = ask('contestPurchase', { reason: 'other' }, of({ purchaseId: bought.id }));
  const story = [
    bought,
    ask('anticipateInstalments', { instalments: 1 }, of({ purchaseId: bought.id })),
    ask('refundPurchase', { amountCents: 100 }, of({ purchaseId: bought.id })),
    ask('reportFraud', { denied: false }, of({ purchaseId: bought.id })),
    held,
    ask('captureHold', { amountCents: 400, final: false }, of({ holdId: held.id })),
    ask('cancelHold', {}, of({ holdId: held.id })),
    ask('cancelHold', {}, of({ holdId: held.id })),
    told,
    ask('resolveDispute', { outcome: 'withdrawn' }, of({ disputeId: told.id })),
    ask('receivePayment', { amountCents: 1, method: 'debit' }),
    ask('issueCard', { reference: 'second', kind: 'virtual' }),
    ask('issueCard', { reference: 'second' }),
    ask('changeLimit', { limitCents: 400_000 }),
    ask('changeLimit', { limitCents: 400_000 }),
    ask('changeDueDay', { dueDay: 22 }),
    ask('changeDueDay', { dueDay: 22 }),
    ask('unblockCard', {}, of({ cardId })),
    ask('blockCard', {}, of({ cardId })),
    ask('blockCard', {}, of({ cardId })),
    ask('unblockCard', {}, of({ cardId })),
    ask('closeCycles', {}),
  ];
  const statuses: number[] = [];
  const seqs: number[] = [];
  const blocked: boolean[] = [];
  let state = account({ cards: card ? [card] : [] });
  for (const one of story) {
    const decided = decide([one], state);
    const [answer] = decided.answers;
    statuses.push(answer.status);
    seqs.push(answer.seq);
    if ('blocked' in answer) blocked.push(answer.blocked);
    state = decided.state ?? state;
  }
  expect(statuses).toEqual([
    ...[201, 201, 201, 201, 201, 201, 200, 200, 201, 200, 201],
    ...[201, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200],
  ]);
  expect(blocked).toEqual([false, true, true, false]);
  expect(seqs).toEqual([3, 4, 5, 6, 7, 8, 9, 9, 10, 11, 12, 13, 13, 14, 14, 15, 15, 15, 16, 16, 17, 17]);
});

test('what each decision looks at beside the account is what its path names, and the last invoice where it counts', () => {
  const all = { purchaseId: ID, holdId: ID, disputeId: ID };
  const refers = commands.flatMap((command) => (command.refers ? [[command.name, command.refers({}, all)]] : []));
  expect(Object.fromEntries(refers)).toEqual({
    ...{ captureHold: { holdId: ID }, cancelHold: { holdId: ID }, expireHold: { holdId: ID } },
    ...{
      refundPurchase: { purchaseId: ID },
      anticipateInstalments: { purchaseId: ID },
      reportFraud: { purchaseId: ID },
    },
    ...{ contestPurchase: { purchaseId: ID, lastInvoice: true }, contractPlan: { lastInvoice: true } },
    resolveDispute: { disputeId: ID },
  });
});
