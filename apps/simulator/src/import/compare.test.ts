import { expect, test } from 'vitest';
import type { Line, Summary } from '../api.ts';
import { compareLines, compareSums } from './compare.ts';
import { parseRow, type Row } from './row.ts';
import { recordSent, type SentAccount } from './sent.ts';

const row = (on: string, amount: string): Row => parseRow(`1,${on}T12:00:00,1,1,${amount}`) as Row;

function account(): SentAccount {
  const sent: SentAccount = {
    reference: 'handbook:1',
    accountId: 'a',
    cardId: 'c',
    partition: 0,
    lastSeq: 6,
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
const outsideNothing = { count: 0, cents: 0 };

test('invoices that hold exactly what was sent are equal; a carried balance is no purchase', () => {
  const invoices = [april(), may()];
  expect(compareSums(account(), sums(invoices))).toEqual({ differences: [], outside: outsideNothing });
  expect(compareLines(account(), invoices)).toEqual({ differences: [], outside: outsideNothing });
});

test('a cent more or less in a month is found', () => {
  const invoices = [invoice(1, '2018-04-01', [line(3, 1000), line(4, 2002)]), may()];
  expect(compareSums(account(), sums(invoices))).toBeNull();
  expect(compareLines(account(), invoices).differences).toEqual([
    { reference: 'handbook:1', month: '2018-04', sent: { count: 2, cents: 3001 }, shown: { count: 2, cents: 3002 } },
  ]);
});

test('a purchase in the wrong month differs in both', () => {
  const invoices = [
    invoice(1, '2018-04-01', [line(3, 1000)]),
    invoice(2, '2018-05-01', [line(5, 1000, 'carried-balance'), line(4, 2001), line(6, 500)]),
  ];
  expect(compareSums(account(), sums(invoices))).toBeNull();
  expect(compareLines(account(), invoices).differences).toEqual([
    { reference: 'handbook:1', month: '2018-04', sent: { count: 2, cents: 3001 }, shown: { count: 1, cents: 1000 } },
    { reference: 'handbook:1', month: '2018-05', sent: { count: 1, cents: 500 }, shown: { count: 2, cents: 2501 } },
  ]);
});

test('a missing purchase is found although one from elsewhere has the same amount', () => {
  const invoices = [invoice(1, '2018-04-01', [line(3, 1000), line(4, 2001)]), invoice(2, '2018-05-01', [line(9, 501)])];
  expect(compareSums(account(), sums(invoices))).toBeNull();
  expect(compareLines(account(), invoices)).toEqual({
    differences: [
      { reference: 'handbook:1', month: '2018-05', sent: { count: 1, cents: 500 }, shown: { count: 0, cents: 0 } },
    ],
    outside: { count: 1, cents: 501 },
  });
});

test('an invoice that is missing altogether differs', () => {
  expect(compareSums(account(), sums([april()]))).toBeNull();
  expect(compareLines(account(), [april()]).differences).toMatchObject([
    { month: '2018-05', shown: { count: 0, cents: 0 } },
  ]);
});

test('purchases of other runs, in our months or others, are set apart and do not differ', () => {
  const june = invoice(3, '2018-06-01', [line(7, 3501, 'carried-balance'), line(8, 700)]);
  expect(compareSums(account(), sums([april(), may(), june]))).toEqual({
    differences: [],
    outside: { count: 1, cents: 700 },
  });
  const fuller = invoice(2, '2018-05-01', [
    line(5, 3001, 'carried-balance'),
    line(6, 500),
    line(7, 900),
    line(8, -100, 'payment'),
  ]);
  expect(compareSums(account(), sums([april(), fuller]))).toBeNull();
  expect(compareLines(account(), [april(), fuller])).toEqual({ differences: [], outside: { count: 1, cents: 900 } });
});

test('an invoice whose sum is not that of its lines differs', () => {
  const wrong = may();
  wrong.summary.purchasesCents += 1;
  expect(compareLines(account(), [april(), wrong]).differences).toMatchObject([
    { month: '2018-05', sent: { cents: 500 }, shown: { cents: 501 } },
  ]);
});
