import { expect, test } from 'vitest';
import { compareAll } from './reconciliation.ts';

const found = { facts: 1_000, first: 0, last: 999, purchases: 900, amountCents: 123_456 };

test('equal partitions are said to be so, and one cent, one fact or a whole partition less is named', () => {
  const lake = new Map([
    [0, found],
    [1, { ...found, amountCents: 123_455 }],
    [2, { ...found, facts: 999 }],
  ]);
  const log = new Map([0, 1, 2, 3].map((partition) => [partition, found]));
  const { lines, differing } = compareAll(lake, log);
  expect(differing).toBe(3);
  expect(lines[0]).toBe('  partition  0  equal: 1,000 facts (0 to 999), 900 purchases of 123,456 cents');
  expect(lines[1]).toContain('DIFFERS: 1,000 facts (0 to 999), 900 purchases of 123,455 cents in the lake');
  expect(lines[2]).toContain('999 facts');
  expect(lines[3]).toContain('nothing in the lake');
  expect(compareAll(log, log).differing).toBe(0);
});
