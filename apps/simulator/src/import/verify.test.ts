import { expect, test } from 'vitest';
import type { InvoicesApi, Line, Summary } from '../invoices-api.ts';
import { NOTHING, type SentAccount } from './sent.ts';
import { verify } from './verify.ts';

const account: SentAccount = {
  reference: 'cpgf:1',
  accountId: 'a',
  cardId: 'c',
  partition: 0,
  closingDay: 25,
  lastSeq: 3,
  seqs: new Set([3]),
  months: new Map([['2024-01', { count: 1, cents: 1000, paidCents: 0 }]]),
};
const PURCHASE: Line = { kind: 'purchase', seq: 3, amountCents: 1000 };
const FINE: Line = { kind: 'late-fee', seq: 4, amountCents: 20 };

const sums = (lineCount: number, totalCents: number): Summary => ({
  cycle: 1,
  opensOn: '2023-12-26',
  closesOn: '2024-01-25',
  totalCents,
  purchasesCents: 1000,
  paymentsCents: 0,
  carriedCents: 0,
  lineCount,
});

/** Invoices of one account whose sums are read as `first`, and later as `then`. */
function showing(first: Summary, then: Summary, lines: Line[]): InvoicesApi {
  return {
    async *accounts() {
      yield { accountId: 'a', seq: 3 };
    },
    async *invoices() {
      yield { ...first, accountId: 'a' };
    },
    invoicesOf: async () => [then],
    async *linesOf() {
      yield* lines;
    },
    isThere: async () => true,
    close: () => {},
  };
}

const seen: number[] = [];
const differencesOf = async (invoices: InvoicesApi) => {
  seen.length = 0;
  const seeing = (_: string, __: Summary, { seq }: Line) => void seen.push(seq);
  const { signal } = new AbortController();
  return (await verify([account], { invoices, portfolio: 'cpgf', signal, patienceMs: 1000, seeing })).differences;
};

test('a charge that comes between the reading of the sums and that of the lines is no difference', async () => {
  expect(await differencesOf(showing(sums(1, 1000), sums(2, 1020), [FINE, PURCHASE]))).toEqual([]);
  expect(seen, 'each line is shown once').toEqual([4, 3]);
});

test('sums that are never those of the lines are a difference', async () => {
  const differences = await differencesOf(showing(sums(1, 1000), sums(1, 1000), [FINE, PURCHASE]));
  expect(differences).toEqual([
    {
      reference: 'cpgf:1',
      month: '2024-01',
      sent: { ...NOTHING, count: 1, cents: 1000 },
      shown: { count: 0, cents: 1000, paidCents: 0 },
    },
  ]);
});
