import { expect, test } from 'vitest';
import { byCheckpoint, checkpointOf, tallyOf } from './tally.ts';

const rows = [
  { offset: 998, purchaseCents: 5 },
  { offset: 999, purchaseCents: null },
  { offset: 1_000, purchaseCents: 7 },
  { offset: 1_999, purchaseCents: 0 },
];

test('a fact counts for the checkpoint that closes its thousand, whatever batch it came in', () => {
  expect([0, 999, 1_000, 12_345].map(checkpointOf)).toEqual([1_000, 1_000, 2_000, 13_000]);
  expect([...byCheckpoint(rows)]).toEqual([
    [1_000, { facts: 2, purchases: 1, amountCents: 5 }],
    [2_000, { facts: 2, purchases: 2, amountCents: 7 }],
  ]);
  expect(tallyOf(rows)).toEqual({ facts: 4, purchases: 3, amountCents: 12 });
});
