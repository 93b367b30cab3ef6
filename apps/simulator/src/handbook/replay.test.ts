import { expect, test } from 'vitest';
import type { PurchasesApi } from '../api.ts';
import { Refused } from '../patience.ts';
import { keyOf, newReplay, replay, startOfMonth } from './replay.ts';
import { describeReplay, describeVerdict } from './report.ts';
import { parseRow } from './row.ts';

const lines = [
  '0,2018-04-03T10:00:00,1,7,10.00',
  '1,2018-04-03T10:00:01,2,8,20.00',
  '2,2018-04-03T10:00:02,1,7,0.00',
  '3,2018-04-03T10:00:03,1,9,30.00',
  '4,2018-05-03T10:00:03,2,9,40.00',
];
const rows = async function* () {
  for (const line of lines) yield parseRow(line);
};

/** Answers like the service does, and remembers what it was asked. */
function bank(behaviour: { declines?: string; refuses?: string } = {}) {
  const asked: { opened: object[]; keys: string[]; purchases: object[] } = { opened: [], keys: [], purchases: [] };
  let seq = 2;
  const purchases: PurchasesApi = {
    openAccount: async (terms) => {
      asked.opened.push(terms);
      return { accountId: terms.reference, partition: 0, seq: 1, opened: true };
    },
    issueCard: async (accountId) => ({ cardId: `card of ${accountId}`, seq: 2 }),
    purchase: async (key, request) => {
      asked.keys.push(key);
      asked.purchases.push(request);
      seq += 1;
      const answer = { purchaseId: key, seq, postedAt: request.occurredAt ?? '', replayed: false };
      if (key === behaviour.refuses) throw new Refused(400, 'invalid-request', 'Some fields do not fit.');
      if (key === behaviour.declines) return { ...answer, status: 'declined', reason: 'limit-exceeded' };
      return { ...answer, status: 'approved' };
    },
    pay: async () => ({ seq: 1 }),
    isThere: async () => true,
    close: () => {},
  };
  return { purchases, asked };
}

const options = (purchases: PurchasesApi) => ({
  purchases,
  portfolio: 'handbook',
  rate: Number.POSITIVE_INFINITY,
  limit: Number.POSITIVE_INFINITY,
  signal: new AbortController().signal,
});

test('each customer gets one account, and each row one purchase at its own time under its own key', async () => {
  const { purchases, asked } = bank();
  const done = await replay(rows(), options(purchases));
  expect(asked.opened).toEqual([
    {
      reference: 'handbook:1',
      portfolio: 'handbook',
      limitCents: 100_000_000,
      closingDay: 31,
      dueDay: 10,
      openedAt: '2018-04-01T03:00:00.000Z',
    },
    expect.objectContaining({ reference: 'handbook:2', openedAt: '2018-04-01T03:00:00.000Z' }),
  ]);
  expect(asked.keys).toEqual(['handbook:0', 'handbook:1', 'handbook:3', 'handbook:4']);
  expect(asked.purchases[0]).toEqual({
    cardId: 'card of handbook:1',
    amountCents: 1000,
    instalments: 1,
    merchant: { id: 'terminal:7', name: 'Terminal 7', mcc: '5999' },
    occurredAt: '2018-04-03T13:00:00.000Z',
  });
  expect(done.leftOut).toEqual([{ transactionId: '2', reason: 'the amount is 0.00: nothing to authorise' }]);
  expect(describeReplay(done)).toEqual([
    'Sent 4 purchases of 2 accounts.',
    'Left out 1 rows:',
    '  2: the amount is 0.00: nothing to authorise',
  ]);
});

test('another portfolio has keys of its own: the same rows may be replayed into it', () => {
  expect(keyOf('handbook', '17')).toBe('handbook:17');
  expect(keyOf('second', '17')).not.toBe(keyOf('handbook', '17'));
  expect(startOfMonth('2018-11-15')).toBe('2018-11-01T03:00:00.000Z');
});

test('a limit counts purchases, not rows that are left out', async () => {
  const { purchases, asked } = bank();
  await replay(rows(), { ...options(purchases), limit: 3 });
  expect(asked.keys).toEqual(['handbook:0', 'handbook:1', 'handbook:3']);
});

test('what is declined or refused is listed with its reason and not counted as sent', async () => {
  const { purchases } = bank({ declines: 'handbook:1', refuses: 'handbook:3' });
  const done = await replay(rows(), options(purchases));
  expect(done.sent).toBe(2);
  expect(done.declined).toEqual([{ transactionId: '1', reason: 'limit-exceeded' }]);
  expect(done.leftOut.at(-1)).toEqual({ transactionId: '3', reason: 'the bank refused it: Some fields do not fit.' });
  expect([...(done.accounts.get('2')?.months.keys() ?? [])]).toEqual(['2018-05']);
});

test('stopping ends it between two purchases, and says what was done', async () => {
  const { purchases } = bank();
  const stopping = new AbortController();
  stopping.abort(new Error('stopped'));
  const state = newReplay();
  await expect(replay(rows(), { ...options(purchases), signal: stopping.signal }, state)).rejects.toThrow('stopped');
  expect(state.sent).toBe(0);
});

test('the summary has a line per month, and says what else the accounts hold', async () => {
  const done = await replay(rows(), options(bank().purchases));
  const equal = { accounts: 2, differences: [], outside: { accounts: 0, count: 0, cents: 0 } };
  expect(describeVerdict('handbook', done, equal).join('\n')).toMatch(
    /The accounts hold nothing else\.\n\nmonth .*\n2018-04 .* 3 .* 6000 .*\n2018-05 .* 1 .* 4000 .*\nall +2 +4 +10000 +R\$ 100\.00 +0\n\ndiffering accounts: 0$/,
  );
  const sent = { count: 1, cents: 4000 };
  const differing = {
    accounts: 2,
    differences: [{ reference: 'handbook:2', month: '2018-05', sent, shown: { count: 0, cents: 0 } }],
    outside: { accounts: 1, count: 3, cents: 1234 },
  };
  const text = describeVerdict('handbook', done, differing).join('\n');
  expect(text).toMatch(/1 accounts also hold 3 purchases \(R\$ 12\.34\) from outside this run/);
  expect(text).toMatch(/differing accounts: 1\n {2}handbook:2 2018-05: sent 1 of 4000 cents, shown 0 of 0 cents$/);
});
