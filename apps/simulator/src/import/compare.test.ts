import { expect, test } from 'vitest';
import type { Line, Summary } from '../invoices-api.ts';
import { parseRow } from '../sources/handbook/row.ts';
import type { PurchaseRow } from '../sources/source.ts';
import { compareLines, compareSums } from './compare.ts';
import { NOTHING, recordSent, type SentAccount } from './sent.ts';

const row = (on: string, amount: string): PurchaseRow => parseRow(`1,${on}T12:00:00,1,1,${amount}`) as PurchaseRow;

function account(): SentAccount {
  const sent: SentAccount = {
    reference: 'handbook:1',
    accountId: 'a',
    cardId: 'c',
    partition: 0,
    closingDay: 31,
    lastSeq: 6,
    seqs: new Set(),
    months: new Map(),
  };
  recordSent(sent, row('2018-04-02', '10.00'), 3);
  recordSent(sent, row('2018-04-30', '20.01'), 4);
  recordSent(sent, row('2018-05-01', '5.00'), 6);
  return sent;
}

const line = (seq: number, amountCents: number, kind: Line['kind'] = 'purchase'): Line => ({ seq, amountCents, kind });

/** An invoice whose sums are those of its lines. */
function invoice(cycle: number, opensOn: string, lines: Line[]): { summary: Summary; lines: Line[] } {
  const sum = (...kinds: Line['kind'][]) =>
    lines.filter(({ kind }) => kinds.includes(kind)).reduce((total, { amountCents }) => total + amountCents, 0);
  return {
    summary: {
      cycle,
      opensOn,
      closesOn: `${opensOn.slice(0, 7)}-28`,
      totalCents: lines.reduce((total, { amountCents }) => total + amountCents, 0),
      purchasesCents: sum('purchase', 'instalment'),
      paymentsCents: sum('payment'),
      carriedCents: sum('carried-balance'),
      lineCount: lines.length,
    },
    lines,
  };
}

const april = () => invoice(1, '2018-04-01', [line(3, 1000), line(4, 2001)]);
const may = () => invoice(2, '2018-05-01', [line(5, 3001, 'carried-balance'), line(6, 500)]);
const sums = (invoices: { summary: Summary }[]) => invoices.map(({ summary }) => summary);
const amounts = (count: number, cents: number, paidCents = 0) => ({ count, cents, paidCents });

test('invoices that hold exactly what was sent are equal; a carried balance is no purchase', () => {
  const invoices = [april(), may()];
  expect(compareSums(account(), sums(invoices))).toEqual({ differences: [], outside: NOTHING });
  expect(compareLines(account(), invoices)).toEqual({ differences: [], outside: NOTHING });
});

test('a cent more or less in a month is found', () => {
  const invoices = [invoice(1, '2018-04-01', [line(3, 1000), line(4, 2002)]), may()];
  expect(compareSums(account(), sums(invoices))).toBeNull();
  expect(compareLines(account(), invoices).differences).toEqual([
    { reference: 'handbook:1', month: '2018-04', sent: amounts(2, 3001), shown: amounts(2, 3002) },
  ]);
});

test('a purchase in the wrong month differs in both', () => {
  const invoices = [
    invoice(1, '2018-04-01', [line(3, 1000)]),
    invoice(2, '2018-05-01', [line(5, 1000, 'carried-balance'), line(4, 2001), line(6, 500)]),
  ];
  expect(compareSums(account(), sums(invoices))).toBeNull();
  expect(compareLines(account(), invoices).differences).toEqual([
    { reference: 'handbook:1', month: '2018-04', sent: amounts(2, 3001), shown: amounts(1, 1000) },
    { reference: 'handbook:1', month: '2018-05', sent: amounts(1, 500), shown: amounts(2, 2501) },
  ]);
});

test('a missing purchase is found although one from elsewhere has the same amount', () => {
  const invoices = [invoice(1, '2018-04-01', [line(3, 1000), line(4, 2001)]), invoice(2, '2018-05-01', [line(9, 501)])];
  expect(compareSums(account(), sums(invoices))).toBeNull();
  expect(compareLines(account(), invoices)).toEqual({
    differences: [{ reference: 'handbook:1', month: '2018-05', sent: amounts(1, 500), shown: amounts(0, 0) }],
    outside: amounts(1, 501),
  });
});

test('an invoice that is missing altogether differs', () => {
  expect(compareSums(account(), sums([april()]))).toBeNull();
  expect(compareLines(account(), [april()]).differences).toMatchObject([{ month: '2018-05', shown: amounts(0, 0) }]);
});

test('purchases of other runs, in our months or others, are set apart and do not differ', () => {
  const june = invoice(3, '2018-06-01', [line(7, 3501, 'carried-balance'), line(8, 700)]);
  expect(compareSums(account(), sums([april(), may(), june]))).toEqual({
    differences: [],
    outside: amounts(1, 700),
  });
  const fuller = invoice(2, '2018-05-01', [
    line(5, 3001, 'carried-balance'),
    line(6, 500),
    line(7, 900),
    line(8, -100, 'payment'),
  ]);
  expect(compareSums(account(), sums([april(), fuller]))).toBeNull();
  expect(compareLines(account(), [april(), fuller])).toEqual({ differences: [], outside: amounts(1, 900, 100) });
});

test('an invoice whose sum is not that of its lines differs', () => {
  const wrong = may();
  wrong.summary.purchasesCents += 1;
  expect(compareLines(account(), [april(), wrong]).differences).toMatchObject([
    { month: '2018-05', sent: { cents: 500 }, shown: { cents: 501 } },
  ]);
});

test('instalments are expected in the invoices that they come to, a payment in its own', () => {
  const sent: SentAccount = { ...account(), seqs: new Set(), months: new Map() };
  recordSent(sent, { ...row('2018-12-31', '100.00'), instalments: 3 }, 3);
  const paid = { sourceId: '2', accountRef: 'handbook:1', on: '2019-01-10', occurredAt: '2019-01-10T12:00:00.000Z' };
  recordSent(sent, { ...paid, kind: 'payment', amountCents: 3334, method: 'pix' }, 5);
  expect(Object.fromEntries(sent.months)).toEqual({
    '2018-12': amounts(1, 3334),
    '2019-01': amounts(1, 3333, 3334),
    '2019-02': amounts(1, 3333),
  });
  const invoices = [
    invoice(1, '2018-12-01', [line(3, 3334, 'instalment')]),
    invoice(2, '2019-01-01', [
      line(3, 3333, 'instalment'),
      line(4, 3334, 'carried-balance'),
      line(5, -3334, 'payment'),
    ]),
    invoice(3, '2019-02-01', [line(3, 3333, 'instalment')]),
  ];
  expect(compareSums(sent, sums(invoices))).toBeNull();
  expect(compareLines(sent, invoices)).toEqual({ differences: [], outside: NOTHING });
  invoices.pop();
  expect(compareLines(sent, invoices).differences).toMatchObject([{ month: '2019-02', shown: NOTHING }]);
});

test('a row that comes twice is one line, and is expected once', () => {
  const sent: SentAccount = { ...account(), seqs: new Set(), months: new Map() };
  expect(recordSent(sent, row('2018-04-02', '10.00'), 3)).toBe(true);
  expect(recordSent(sent, row('2018-04-02', '10.00'), 3)).toBe(false);
  expect(sent.months.get('2018-04')).toEqual(amounts(1, 1000));
});

test('what others paid in another month is not taken for a purchase', () => {
  const june = invoice(3, '2018-06-01', [line(7, 3501, 'carried-balance'), line(8, -3501, 'payment')]);
  expect(compareSums(account(), sums([april(), may(), june]))).toBeNull();
  expect(compareLines(account(), [april(), may(), june])).toEqual({ differences: [], outside: amounts(0, 0, 3501) });
});

test('charges and other kinds of line are neither purchases nor payments', () => {
  const fined = invoice(2, '2018-05-01', [line(5, 3001, 'carried-balance'), line(6, 500), line(7, 60, 'late-fee')]);
  expect(compareSums(account(), sums([april(), fined]))).toBeNull();
  expect(compareLines(account(), [april(), fined])).toEqual({ differences: [], outside: NOTHING });
});
