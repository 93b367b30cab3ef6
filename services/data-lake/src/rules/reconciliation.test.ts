import { expect, test } from 'vitest';
import { add, compare, type Found, linesOf, type Stretches } from './reconciliation.ts';

const found: Found = { facts: 1_000, first: 0, last: 999, offsetSum: 499_500, purchases: 900, amountCents: 123_456 };
const next: Found = { ...found, first: 1_000, last: 1_999, offsetSum: 1_499_500 };

/** Partitions of two stretches each, the second of which may be another one. */
function some(seconds: Record<number, Found | null>): Stretches {
  const stretches: Stretches = new Map();
  for (const [partition, second] of Object.entries(seconds)) {
    add(stretches, Number(partition), 1_000, found);
    if (second) add(stretches, Number(partition), 2_000, second);
  }
  return stretches;
}

const log = some({ 0: next, 1: next, 2: next });

test('what is equal is said to be so', () => {
  const result = compare(log, log);
  expect(result).toMatchObject({ differences: 0, stretches: [] });
  const lines = linesOf({ ...result, checkpoints: { compared: 6, differing: 0 } });
  expect(lines[0]).toBe('  partition  0  equal: 2,000 facts (0 to 1999), 1,800 purchases of 246,912 cents');
  expect(lines.slice(-2)).toEqual(['6 checkpoints compared, 0 differ', 'No difference.']);
});

test.each([
  ['a cent less', { ...next, amountCents: 123_455 }],
  ['a fact less', { ...next, facts: 999 }],
  ['a fact twice in place of another', { ...next, offsetSum: 1_499_501 }],
  ['all of them gone', null],
])('%s is named with its partition and its offsets', (_, second) => {
  const { partitions, stretches, differences } = compare(some({ 0: next, 1: second, 2: next }), log);
  expect(partitions.map(({ equal }) => equal)).toEqual([true, false, true]);
  expect(stretches).toEqual([{ partition: 1, from: 1_000, next: 2_000, lake: second, log: next }]);
  expect(differences).toBe(1);
});

test('a partition that one of both lacks differs', () => {
  const result = compare(some({ 0: next, 1: next }), log);
  expect(result.partitions[2]).toMatchObject({ partition: 2, equal: false, lake: null });
  expect(linesOf({ ...result, checkpoints: null })).toContain(
    '  partition  2  DIFFERS: nothing in the lake and 2,000 facts (0 to 1999), 1,800 purchases of 246,912 cents in the log',
  );
});
