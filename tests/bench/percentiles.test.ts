import { expect, test } from 'vitest';
import { percentiles } from './percentiles.ts';

test('percentiles are values that were measured, by their nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect(percentiles(hundred)).toEqual({ p50: 50, p95: 95, p99: 99, max: 100 });
  expect(percentiles([7])).toEqual({ p50: 7, p95: 7, p99: 7, max: 7 });
  expect(() => percentiles([])).toThrow('Nothing was measured.');
});
