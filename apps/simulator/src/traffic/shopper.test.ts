import { expect, test } from 'vitest';
import { seededRandom } from '../demo/random.ts';
import { Latency } from './latency.ts';
import { nextBasket, Wallets } from './shopper.ts';

const account = { accountId: 'a', cardId: 'c' };

test('an account pays what it has used before its limit is full', () => {
  const wallets = new Wallets(10_000);
  wallets.approved(account, 4_000);
  expect(wallets.dueCents(account)).toBe(0);
  wallets.approved(account, 2_000);
  expect(wallets.dueCents(account)).toBe(6_000);
  wallets.paid(account, 6_000);
  expect(wallets.dueCents(account)).toBe(0);
});

test('a decline tells what an earlier process had used, and that is paid', () => {
  const wallets = new Wallets(10_000);
  wallets.declined(account, 300);
  expect(wallets.dueCents(account)).toBe(9_700);
});

test('baskets are what the bank accepts: positive amounts, instalments of R$ 5.00 or more', () => {
  const random = seededRandom('baskets');
  let several = 0;
  for (let round = 0; round < 2_000; round++) {
    const { amountCents, instalments } = nextBasket(random);
    expect(Number.isInteger(amountCents)).toBe(true);
    expect(amountCents / instalments).toBeGreaterThanOrEqual(500);
    if (instalments > 1) several += 1;
  }
  expect(several).toBeGreaterThan(20);
});

test('percentiles are of the newest measurements', () => {
  const latency = new Latency(100);
  expect(latency.percentile(50)).toBeNull();
  for (let ms = 1; ms <= 300; ms++) latency.add(ms);
  expect([latency.percentile(50), latency.percentile(95), latency.percentile(100)]).toEqual([250, 295, 300]);
});
