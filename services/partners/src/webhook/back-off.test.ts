import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

test('waits double, half of them by chance, up to ten seconds', () => {
  expect([1, 2, 3, 4].map((attempt) => backOffMs(attempt, 200, 0))).toEqual([100, 200, 400, 800]);
  expect(backOffMs(3, 200, 0.5)).toBe(600);
  expect(backOffMs(10, 5_000, 0)).toBe(5_000);
  expect(backOffMs(10, 5_000, 0.999)).toBeLessThanOrEqual(10_000);
});
