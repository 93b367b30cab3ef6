import { dateIn } from '@faturaviva/calendar';
import { expect, test } from 'vitest';
import { allShops } from '../../demo/shops.ts';
import { type Booking, isRow, type PurchaseRow } from '../source.ts';
import { holderOf } from './population.ts';
import { openSynthetic } from './synthetic.ts';

interface Wished {
  from?: string;
  to?: string;
  seed?: number;
  accounts?: number;
  fraud?: boolean;
}

async function rowsOf({
  seed = 1,
  accounts = 20,
  from = '2025-01-01',
  to = '2025-03-31',
  fraud = false,
}: Wished = {}): Promise<Booking[]> {
  const rows: Booking[] = [];
  for await (const row of openSynthetic({ seed, accounts, from, to, fraud }).rows()) {
    if (!isRow(row) || row.kind === 'report') throw new Error(`${row.sourceId} is nothing that an invoice shows`);
    rows.push(row);
  }
  return rows;
}
const isPurchase = (row: Booking): row is PurchaseRow => row.kind === 'purchase';

test('the same arguments give the same rows; another seed gives others', async () => {
  const rows = await rowsOf();
  expect(await rowsOf()).toEqual(rows);
  expect(rows.length).toBeGreaterThan(500);
  const others = await rowsOf({ seed: 2 });
  expect(others.map(({ amountCents }) => amountCents)).not.toEqual(rows.map(({ amountCents }) => amountCents));
  expect(holderOf(2, 1)).not.toEqual(holderOf(1, 1));
  expect(holderOf(1, 2)).not.toMatchObject({ perDay: holderOf(1, 1).perDay });
  const keys = new Set([...rows, ...others].map(({ sourceId }) => sourceId));
  expect(keys.size).toBe(rows.length + others.length);
});

test('more holders or more days add rows and change none', async () => {
  const rows = await rowsOf({ accounts: 10, to: '2025-02-10' });
  const more = new Map((await rowsOf({ accounts: 12, to: '2025-03-31' })).map((row) => [row.sourceId, row]));
  for (const row of rows) expect(more.get(row.sourceId)).toEqual(row);
});

test('rows come in order and within their days', async () => {
  const rows = await rowsOf();
  const instants = rows.map(({ occurredAt }) => occurredAt);
  expect(instants).toEqual([...instants].sort());
  expect(rows.every(({ on, occurredAt }) => dateIn(occurredAt) === on)).toBe(true);
  expect([rows[0]?.on, rows.at(-1)?.on]).toEqual(['2025-01-01', '2025-03-31']);
});

test('people buy where one buys, at times in instalments of R$ 5 or more, and pay their invoices', async () => {
  const rows = await rowsOf({ accounts: 100 });
  const purchases = rows.filter(isPurchase);
  const inInstalments = purchases.filter(({ instalments }) => instalments > 1);
  expect(inInstalments.length).toBeGreaterThan(purchases.length / 100);
  expect(inInstalments.every(({ amountCents, instalments }) => amountCents / instalments >= 500)).toBe(true);
  expect(inInstalments.every(({ instalments }) => instalments <= 12)).toBe(true);
  expect(new Set(purchases.map(({ merchant }) => merchant.mcc)).size).toBeGreaterThan(15);
  const payers = new Set(rows.filter((row) => row.kind === 'payment').map(({ accountRef }) => accountRef));
  expect(payers.size).toBeGreaterThan(90);
});

test('holders differ in when they buy: by hour and by day of the week', async () => {
  const purchases = (await rowsOf({ accounts: 40 })).filter(isPurchase);
  const share = (of: string, is: (row: PurchaseRow) => boolean) => {
    const own = purchases.filter(({ accountRef }) => accountRef === of);
    return own.filter(is).length / own.length;
  };
  const spread = (is: (row: PurchaseRow) => boolean) => {
    const shares = Array.from({ length: 40 }, (_, index) => share(`synthetic:${index + 1}`, is));
    return Math.max(...shares) - Math.min(...shares);
  };
  expect(spread(({ on }) => new Date(on).getUTCDay() % 6 === 0)).toBeGreaterThan(0.2);
  expect(spread(({ occurredAt }) => Number(occurredAt.slice(11, 13)) < 15)).toBeGreaterThan(0.2);
});

test('fraud changes some purchases in the three ways of the handbook and is the same for the same seed', async () => {
  const wished = { accounts: 200, fraud: true };
  const purchases = (await rowsOf(wished)).filter(isPurchase);
  expect((await rowsOf(wished)).filter(isPurchase)).toEqual(purchases);
  const denied = purchases.filter((row) => row.denied);
  expect(denied.length / purchases.length).toBeGreaterThan(0.005);
  expect(denied.length / purchases.length).toBeLessThan(0.012);
  const most = new Map(allShops.map((shop) => [shop.id, shop.typicalCents[1]]));
  const isDear = ({ merchant, amountCents }: PurchaseRow) =>
    amountCents >= 3 * (most.get(merchant.id.replace(/:\d+$/, '')) ?? 0);
  const honest = purchases.filter((row) => !row.denied);
  expect(honest.filter(isDear)).toEqual([]);
  expect(denied.filter(isDear).length).toBeGreaterThan(5);
  const rest = denied.filter((row) => !isDear(row));
  const terminals = [...Map.groupBy(rest, ({ merchant }) => merchant.id)].filter(([, rows]) => rows.length > 5);
  expect(terminals.length).toBeGreaterThan(0);
  for (const [id, [first, ...others]] of terminals) {
    const days = others.map(({ on }) => (Date.parse(on) - Date.parse(first?.on ?? '')) / 86_400_000);
    expect(Math.max(...days)).toBeLessThan(28);
    const within = honest.filter(
      ({ merchant, on }) => merchant.id === id && on >= (first?.on ?? '') && on <= (others.at(-1)?.on ?? ''),
    );
    expect(within, 'all that goes through it is fraud').toEqual([]);
  }
  const holders = [...Map.groupBy(rest, ({ accountRef }) => accountRef).values()].filter((rows) => rows.length > 3);
  expect(holders.length).toBeGreaterThan(0);
});

test('without fraud nobody denies anything, and every purchase is at its shop', async () => {
  const purchases = (await rowsOf()).filter(isPurchase);
  expect(purchases.filter((row) => row.denied || /:\d+$/.test(row.merchant.id))).toEqual([]);
});

test('limits follow incomes: most are small, some are large', () => {
  const limits = Array.from({ length: 400 }, (_, index) => holderOf(1, index + 1).limitCents).sort((a, b) => a - b);
  expect(limits[200]).toBeGreaterThan(200_000);
  expect(limits[200]).toBeLessThan(900_000);
  expect(limits.at(-1)).toBeGreaterThan(1_500_000);
  expect(limits[0]).toBeGreaterThanOrEqual(80_000);
});
