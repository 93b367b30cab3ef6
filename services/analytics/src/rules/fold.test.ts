import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CountedFact } from '../read-message.ts';
import { AccountStory, wholeStory } from './test-facts.ts';
import { Tables } from './test-tables.ts';

const facts = wholeStory();
const whole = new Tables().apply(facts).content;

/** The same facts, cut into batches of these sizes, again and again from the first. */
function cut(all: readonly CountedFact[], sizes: readonly number[]): CountedFact[][] {
  const batches: CountedFact[][] = [];
  for (let begin = 0, n = 0; begin < all.length; n += 1) {
    const size = sizes[n % sizes.length] ?? 1;
    batches.push(all.slice(begin, begin + size));
    begin += size;
  }
  return batches;
}

const told = (batches: readonly (readonly CountedFact[])[]) =>
  batches.reduce((tables, batch) => tables.apply(batch), new Tables()).content;

const sizes = fc.array(fc.integer({ min: 1, max: 23 }), { minLength: 1, maxLength: 12 });

test('the story has everything in it, and leaves nobody waiting', () => {
  expect(new Set(facts.map(({ type }) => type)).size).toBe(7);
  expect(whole.waiting).toEqual([]);
});

test('cut into batches of any size, with any of them told again, the log leaves the same tables', () => {
  fc.assert(
    fc.property(sizes, fc.array(fc.nat(200), { maxLength: 10 }), (parts, again) => {
      const batches = cut(facts, parts);
      for (const n of again) batches.splice(n % batches.length, 0, batches[(n * 7) % batches.length] ?? []);
      expect(told(batches)).toEqual(whole);
    }),
    { numRuns: 100 },
  );
});

test('delayed by any amount, and in any order at all, the facts leave the same tables', () => {
  fc.assert(
    fc.property(
      sizes,
      fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: facts.length, maxLength: facts.length }),
      (parts, delays) => {
        const late = facts
          .map((fact, n) => ({ fact, n: n * 50 + (delays[n] ?? 0) }))
          .toSorted((a, b) => a.n - b.n)
          .map(({ fact }) => fact);
        expect(told(cut(late, parts))).toEqual(whole);
      },
    ),
    { numRuns: 100 },
  );
  expect(told([facts.toReversed()])).toEqual(whole);
});

test('a purchase counts in the hour in São Paulo in which the card was used, however late it is posted', () => {
  const ana = new AccountStory('late').buy(5_000, {
    at: '2026-06-10T15:00:00.000Z',
    usedAt: '2026-06-03T02:59:59.999Z',
  });
  const tables = new Tables().apply(ana.facts);
  expect(tables.rows('portfolioHours')).toMatchObject([{ day: '2026-06-02', hour: 23, purchasedCents: 5_000 }]);
  expect(tables.rows('merchantDays')).toMatchObject([{ day: '2026-06-02', merchantId: 'bakery' }]);
});

test('a refund takes from its merchant and category on its own day, though its purchase was never seen', () => {
  const ana = new AccountStory('refund')
    .buy(9_000, { mcc: '5812' })
    .refund(0, 4_000, { at: '2026-06-20T12:00:00.000Z' });
  const tables = new Tables().apply(ana.facts.filter(({ type }) => type !== 'br.faturaviva.CompraEfetuada.v1'));
  expect(tables.rows('accountSpending')).toMatchObject([
    { day: '2026-06-20', category: 'eating-out', merchantId: 'bakery', purchases: 0, refunds: 1, refundedCents: 4_000 },
  ]);
});

test('a settlement refunds only when the merchant gives way', () => {
  const won = new AccountStory('won').buy(9_000).contest(0).settle(0, 'merchant-won');
  const lost = new AccountStory('lost').buy(9_000).contest(0).settle(0, 'merchant-refunded');
  const tables = new Tables().apply(won.facts).apply(lost.facts);
  expect(tables.total('portfolioHours', 'refundedCents')).toBe(9_000);
  expect(tables.total('portfolioHours', 'disputes')).toBe(2);
});

test('of what a holder says the last word counts, at the hour of the purchase, whichever comes first', () => {
  const ana = new AccountStory('words').buy(3_000);
  ana.report(0, { at: '2026-06-09T12:00:00.000Z' }).report(0, { denied: false }).report(0).report(0);
  const frauds = (order: readonly CountedFact[]) => {
    const tables = new Tables().apply(order);
    return [tables.total('portfolioHours', 'frauds'), tables.total('merchantDays', 'fraudCents')];
  };
  expect(frauds(ana.facts)).toEqual([1, 3_000]);
  expect(frauds(ana.facts.toReversed())).toEqual([1, 3_000]);
  expect(frauds(ana.facts.slice(0, 4))).toEqual([0, 0]);
});

test('what comes before its account or its purchase waits, and is counted when that comes', () => {
  const ana = new AccountStory('early').buy(1_000).report(0);
  const [opened, bought, reported] = ana.facts;
  if (!opened || !bought || !reported) throw new Error('three facts');
  const tables = new Tables().apply([reported, bought]);
  expect(tables.content.waiting).toHaveLength(2);
  expect(tables.total('portfolioHours', 'purchases')).toBe(0);
  expect(tables.apply([opened]).content).toEqual(told([ana.facts]));
});

test('declines count by their reason and are no spending; portfolios are worlds of their own', () => {
  const demo = new AccountStory('declined').decline(70_000).buy(1_000);
  const other = new AccountStory('elsewhere', { portfolio: 'import' }).buy(2_000);
  const tables = new Tables().apply([...demo.facts, ...other.facts]);
  expect(tables.rows('declineDays')).toEqual([
    { portfolio: 'demo', day: '2026-06-01', reason: 'limit-exceeded', declines: 1, declinedCents: 70_000 },
  ]);
  expect(tables.total('portfolioHours', 'purchasedCents', 'demo')).toBe(1_000);
  expect(tables.total('portfolioHours', 'purchasedCents', 'import')).toBe(2_000);
  expect(tables.total('accountSpending', 'purchasedCents')).toBe(3_000);
});
