import { expect, test } from 'vitest';
import { parseRow } from '../sources/handbook/row.ts';
import type { PurchaseRow } from '../sources/source.ts';
import { newReplay } from './replay.ts';
import { describeReplay, describeVerdict } from './report.ts';
import { keyOf } from './send-single.ts';
import { NOTHING, recordSent, type SentAccount } from './sent.ts';

const lines = [
  '0,2018-04-03T10:00:00,1,7,10.00',
  '1,2018-04-03T10:00:01,2,8,20.00',
  '3,2018-04-03T10:00:03,1,9,30.00',
  '4,2018-05-03T10:00:03,2,9,40.00',
];

function done() {
  const replay = newReplay();
  for (const [index, line] of lines.entries()) {
    const row = parseRow(line) as PurchaseRow;
    const reference = row.accountRef;
    const account: SentAccount = replay.accounts.get(reference) ?? {
      reference,
      accountId: reference,
      cardId: 'c',
      partition: 0,
      closingDay: 31,
      lastSeq: 9,
      seqs: new Set(),
      months: new Map(),
    };
    replay.accounts.set(reference, account);
    recordSent(account, row, index + 3);
    replay.sent += 1;
  }
  return replay;
}

test('another portfolio has keys of its own: the same rows may be replayed into it', () => {
  expect(keyOf('handbook', '17')).toBe('handbook:17');
  expect(keyOf('second', '17')).not.toBe(keyOf('handbook', '17'));
});

test('what was sent, left out and declined is told with its reasons', () => {
  const replay = {
    ...done(),
    already: 3,
    late: 1,
    leftOut: [{ sourceId: '2', reason: 'the amount is 0.00: nothing to authorise' }],
    declined: [{ sourceId: '5', reason: 'limit-exceeded' }],
  };
  expect(describeReplay(replay)).toEqual([
    'Sent 4 purchases of 2 accounts.',
    'There already: 3 of them; their keys were answered, nothing was doubled.',
    'Posted after their own time: 1, because their account held a later fact; they may stand in a later month.',
    'Rows left out: 1',
    '  2: the amount is 0.00: nothing to authorise',
    'Purchases declined: 1',
    '  5: limit-exceeded',
  ]);
});

test('reports of fraud are counted, and those that the run ended before', () => {
  const unreported = new Map([['7', 'p7']]);
  expect(describeReplay({ ...done(), paid: 2, reported: 1_500, unreported }).slice(0, 2)).toEqual([
    'Sent 4 purchases, 2 payments and 1,500 reports of fraud of 2 accounts.',
    'Reports of fraud not sent: 1, because they are made after the end of this run; a run that goes on from the same beginning sends them.',
  ]);
});

test('the summary has a line per month, and says what else the accounts hold', () => {
  const equal = { accounts: 2, differences: [], outside: { accounts: 0, ...NOTHING } };
  expect(describeVerdict('handbook', done(), equal).join('\n')).toMatch(
    /The accounts hold nothing else\.\n\nmonth .*\n2018-04 .* 3 .* 6000 .*\n2018-05 .* 1 .* 4000 .*\nall +2 +4 +10000 +R\$ 100\.00 +0\n\ndiffering accounts: 0$/,
  );
  const sent = { ...NOTHING, count: 1, cents: 4000 };
  const differing = {
    accounts: 2,
    differences: [{ reference: 'handbook:2', month: '2018-05', sent, shown: NOTHING }],
    outside: { accounts: 1, ...NOTHING, count: 3, cents: 1234 },
  };
  const text = describeVerdict('handbook', done(), differing).join('\n');
  expect(text).toMatch(/from outside this run: 1, with 3 purchases \(R\$ 12\.34\)/);
  expect(text).toMatch(/differing accounts: 1\n {2}handbook:2 2018-05: sent 1 of 4000 cents, shown 0 of 0 cents$/);
});

test('rows that are left out for several reasons are listed one by one and counted by reason', () => {
  const leftOut = ['b', 'a', 'a'].map((reason, index) => ({ sourceId: `r${index}`, reason }));
  expect(describeReplay({ ...newReplay(), leftOut, notes: new Map([['cash', 1_200]]) })).toEqual([
    'Sent 0 purchases of 0 accounts.',
    'How rows were booked that needed a decision:',
    '  1,200: cash',
    'Rows left out: 3',
    '  r0: b',
    '  r1: a',
    '  r2: a',
    'Rows left out, by reason:',
    '  2: a',
    '  1: b',
  ]);
  expect(describeReplay({ ...newReplay(), leftOut }, 1).slice(2)).toEqual([
    '  r0: b',
    '  … and 2 more; send this output to a file to have them all',
    'Rows left out, by reason:',
    '  2: a',
    '  1: b',
  ]);
});

test('payments have a column of their own once there are any', () => {
  const replay = done();
  const [account] = replay.accounts.values();
  if (account) account.months.set('2018-06', { count: 0, cents: 0, paidCents: 4000 });
  const equal = { accounts: 2, differences: [], outside: { accounts: 0, ...NOTHING } };
  expect(describeVerdict('handbook', replay, equal).join('\n')).toMatch(
    /purchases +cents +amount +paid +differing\n2018-04 .* R\$ 0\.00 +0\n.*\n2018-06 +1 +0 +0 +R\$ 0\.00 +R\$ 40\.00 +0\n/,
  );
});
