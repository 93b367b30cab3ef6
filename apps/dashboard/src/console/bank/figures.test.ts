import { expect, test } from 'vitest';
import { ageWords, perThousand, stepsOf } from './figures.ts';

test('an age has the two units that matter', () => {
  expect([-5, 999, 12_000, 65_000, 3_600_000 * 3 + 61_000, 86_400_000 * 2 + 3_600_000 * 4].map(ageWords)).toEqual([
    '0 s',
    '0 s',
    '12 s',
    '1 min 05 s',
    '3 h 01 min',
    '2 d 4 h',
  ]);
});

test('steps of five seconds, with those in which nothing came, up to now', () => {
  const steps = stepsOf(
    [
      { second: 996, facts: 2 },
      { second: 999, facts: 3 },
      { second: 1_000, facts: 4 },
    ],
    [],
    1_002,
  );
  expect(steps).toHaveLength(60);
  expect(steps.slice(-3)).toEqual([
    { at: 990, live: 0, batch: 0 },
    { at: 995, live: 5, batch: 0 },
    { at: 1_000, live: 4, batch: 0 },
  ]);
});

test('work is compared per thousand facts, and not before the first', () => {
  const work = { facts: 5, folded: 0, transactions: 3, rows: 30, workMs: 9, fetches: 2, bytes: 100 };
  expect(perThousand(work, 'rows')).toBe(null);
  expect(perThousand({ ...work, folded: 10 }, 'rows')).toBe(3_000);
});
