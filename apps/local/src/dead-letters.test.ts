import { expect, test } from 'vitest';
import type { DeadLetter } from './dead-letters-api.ts';
import { parseCommand } from './dead-letters-arguments.ts';
import { chainOf, whyNot } from './dead-letters-chain.ts';
import { type Edits, giveUp, mend, placeOf } from './dead-letters-mend.ts';
import { listLines, showLines } from './dead-letters-words.ts';

const account = '0192f0c1-7f3a-7c44-8b1d-3e5f6a7b8c9d';
const factId = '0192f0c1-7f3a-7c44-8b1d-3e5f6a7b8c9e';
const data = {
  purchaseId: '0192f0c1-7f3a-7c44-8b1d-000000000001',
  cardId: '0192f0c1-7f3a-7c44-8b1d-000000000002',
  amountCents: 1_250,
  instalments: 1,
  merchant: { id: 'padaria', name: 'Padaria', mcc: '5462' },
  occurredAt: '2026-05-03T12:00:00.000Z',
  policy: 'v1',
};
const headers = {
  ce_specversion: '1.0',
  ce_id: factId,
  ce_type: 'br.faturaviva.CompraEfetuada.v1',
  ce_source: '/faturaviva/purchases',
  ce_time: '2026-05-03T12:00:00.000Z',
  ce_account: account,
  ce_seq: '7',
  ce_cycle: '2',
};
const base64 = (text: string) => Buffer.from(text).toString('base64');

function letter(changes: Partial<DeadLetter> = {}): DeadLetter {
  return {
    id: '5b1e8a90-0000-5000-8000-000000000001',
    reader: 'invoices',
    topic: 'card-transactions',
    partition: 3,
    offset: 40,
    reason: 'unreadable',
    detail: 'value: is not JSON',
    accountId: account,
    seq: 7,
    amountCents: null,
    key: account,
    headers,
    valueBase64: base64('{"amountCents": 12'),
    parkedAt: '2026-05-03T12:00:01.000Z',
    state: 'open',
    note: null,
    repairable: true,
    waiting: 2,
    ...changes,
  };
}
const edits = (changes: Partial<Edits> = {}): Edits => ({ head: {}, set: [], ...changes });
const repairOf = (...args: Parameters<typeof mend>) => {
  const mended = mend(...args);
  if (mended.kind === 'unfit') throw new Error(mended.problems.join('; '));
  return mended.repair;
};
const problemsOf = (...args: Parameters<typeof mend>) => {
  const mended = mend(...args);
  return mended.kind === 'unfit' ? mended.problems : [];
};

test('a repair has the head of the parked message, its place, and the mended data', () => {
  const parked = letter({ reason: 'invalid', valueBase64: base64(JSON.stringify({ ...data, amountCents: 12.5 })) });
  expect(
    repairOf(parked, placeOf(parked), edits({ set: ['amountCents=1250', 'merchant.name="Padaria Nova"'] })),
  ).toEqual({
    accountId: account,
    seq: 7,
    cycle: 2,
    factId,
    type: headers.ce_type,
    time: headers.ce_time,
    repairs: 'card-transactions/3/40',
    data: { ...data, merchant: { ...data.merchant, name: 'Padaria Nova' } },
  });
});

test('bytes that nobody can read are replaced: by a whole value, or field by field', () => {
  const whole = repairOf(letter(), 'card-transactions/3/40', edits({ value: JSON.stringify(data) }));
  const fields = Object.entries(data).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  expect(repairOf(letter(), 'card-transactions/3/40', edits({ set: fields }))).toEqual(whole);
  expect(problemsOf(letter(), 'x', edits())).toEqual(['its value is not a JSON object']);
  expect(problemsOf(letter(), 'x', edits({ value: '[]' }))).toEqual(['--value is not a JSON object']);
});

test('fields that do not fit are named, all of them', () => {
  const wrong = JSON.stringify({ ...data, amountCents: -1, merchant: { ...data.merchant, mcc: 'x' } });
  expect(problemsOf(letter({ valueBase64: base64(wrong) }), 'x', edits())).toEqual([
    expect.stringMatching(/^amountCents: /),
    expect.stringMatching(/^merchant\.mcc: four digits/),
  ]);
});

test('an edit that is no path or no JSON is said, and none reaches into what is no object', () => {
  const parked = letter({ valueBase64: base64(JSON.stringify(data)) });
  const problems = (set: string) => problemsOf(parked, 'x', edits({ set: [set] }))[0];
  expect(problems('amountCents')).toMatch('expects path=json');
  expect(problems('__proto__.x=1')).toMatch('expects path=json');
  expect(problems('merchant.name=Padaria')).toMatch('a text needs quotes');
  expect(problems('policy.name="v1"')).toMatch('policy is no object');
});

test('only what the headers do not say can be given, and what is missing is named', () => {
  const { ce_type: _, ce_cycle: __, ...rest } = headers;
  const parked = letter({ headers: { ...rest, ce_time: 'yesterday' }, valueBase64: base64(JSON.stringify(data)) });
  expect(problemsOf(parked, 'x', edits())).toEqual(
    ['cycle', 'type', 'time'].map((flag) => `its ${flag} is not known: give --${flag}`),
  );
  const head = { type: headers.ce_type, cycle: '2', time: headers.ce_time };
  expect(repairOf(parked, 'x', edits({ head }))).toMatchObject({ type: head.type, cycle: 2, time: head.time });
  expect(problemsOf(parked, 'x', edits({ head: { ...head, id: account, cycle: '0' } }))).toEqual([
    '--cycle: must be a positive integer',
    `--id: the message says ${factId}, and that stays`,
  ]);
  expect(problemsOf(parked, 'x', edits({ head: { ...head, type: 'br.faturaviva.Nada.v1' } }))).toEqual([
    'type: br.faturaviva.Nada.v1 is none of the facts of card-transactions',
  ]);
});

test('giving up needs no type and no value, only a note', () => {
  const given = giveUp(letter({ headers: { ...headers, ce_type: '' } }), 'card-transactions/3/40', 'a test', {});
  expect(given).toMatchObject({
    kind: 'mended',
    repair: { type: 'br.faturaviva.FatoDescartado.v1', seq: 7, factId, data: { note: 'a test' } },
  });
});

const again = (id: number, repairs: string, changes: Partial<DeadLetter> = {}) =>
  letter({
    id: `5b1e8a90-0000-5000-8000-00000000000${id}`,
    offset: 40 + id,
    headers: { ...headers, ce_repairs: repairs },
    repairable: false,
    ...changes,
  });

test('a repair that came back parked is found, and is tried once more only when asked', () => {
  const first = letter();
  const second = again(2, placeOf(first));
  const third = again(3, placeOf(second));
  const other = letter({ id: '5b1e8a90-0000-5000-8000-000000000009', offset: 99, seq: 9 });
  const all = [third, other, first, second];
  for (const one of [first, second, third]) expect(chainOf(one, all)).toEqual({ root: first, newest: third });
  expect(chainOf(other, all)).toEqual({ root: other, newest: other });
  expect(whyNot(first, chainOf(first, all), false)).toMatch(/was repaired already, and that came back parked.*--again/);
  expect(whyNot(third, chainOf(third, all), false)).toMatch(/is a repair that came back parked.*--again/);
  expect(whyNot(first, chainOf(first, all), true)).toBeNull();
  expect(whyNot(other, chainOf(other, all), false)).toBeNull();
});

test('what is settled, or holds no place, is not retried', () => {
  const alone = (one: DeadLetter) => whyNot(one, chainOf(one, [one]), true);
  expect(alone(letter({ state: 'repaired', repairable: false }))).toBe('is repaired already');
  expect(alone(letter({ repairable: false }))).toMatch('Discard it');
  expect(alone(letter({ repairable: false, seq: null }))).toBeNull();
});

test('a repair that repairs itself ends no search', () => {
  const circle = again(1, 'card-transactions/3/41');
  expect(chainOf(circle, [circle])).toEqual({ root: circle, newest: circle });
});

test('the list says in words what is wrong, how much money it stands for, and what waits', () => {
  const [headings, row] = listLines([letter({ amountCents: 123_456 })], false);
  expect(headings).toMatch(/^id +parked \(UTC\) +account +seq +amount +waiting +why$/);
  expect(row).toBe(
    '5b1e8a90  2026-05-03 12:00:01  0192f0c1  7    R$ 1,234.56  2 facts  cannot be read (value: is not JSON)',
  );
  expect(listLines([], false)).toEqual(['Nothing is parked.']);
  expect(showLines(letter(), [letter()]).join('\n')).toMatch(
    /ce_seq: 7[^]*\\"amountCents\\": 12"\n {2}\(18 bytes, not JSON\)/,
  );
});

test.each([
  [['retry'], 'retry expects the ID'],
  [['mend', 'x'], 'There is no command mend'],
  [['list', '--note', 'x'], 'list does not take --note'],
  [['discard', 'x'], 'discard expects --note'],
  [['retry', '--reason', 'late'], '--reason is one of unreadable, invalid, conflicting'],
  [['retry', 'x', '--reason', 'invalid'], 'not both'],
  [['retry', '--reason', 'invalid', '--set', 'a=1'], 'as it is'],
  [['show', 'a', 'b'], 'one ID at a time'],
])('%j is refused in a sentence', (args, sentence) => {
  expect(() => parseCommand(args)).toThrow(sentence);
});

test('a command is taken as given', () => {
  expect(parseCommand(['retry', 'ab', '--set', 'a=1', '--set', 'b=2', '--type', 't', '--again'])).toMatchObject({
    name: 'retry',
    id: 'ab',
    edits: { set: ['a=1', 'b=2'], head: { type: 't' } },
    again: true,
  });
  expect(parseCommand(['list', '--all', '--data', 'x'])).toEqual({ name: 'list', data: 'x', all: true });
});
