import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrivedOf, newest, sizeOf } from './slice.ts';

test('the newest facts are taken as evenly as the partitions hold them', () => {
  expect(newest(6, { first: [0, 0, 0], end: [10, 10, 10] })).toEqual({ from: [8, 8, 8], until: [10, 10, 10] });
  expect(newest(6, { first: [9, 0, 0], end: [10, 10, 0] })).toEqual({ from: [9, 5, 0], until: [10, 10, 0] });
  expect(sizeOf(newest(100, { first: [0], end: [7] }))).toBe(7);
});

test('as many as asked for, or all there are', () => {
  const partition = fc.tuple(fc.nat(50), fc.nat(50)).map(([first, held]) => ({ first, end: first + held }));
  fc.assert(
    fc.property(fc.array(partition, { minLength: 1, maxLength: 12 }), fc.nat(400), (partitions, count) => {
      const log = { first: partitions.map(({ first }) => first), end: partitions.map(({ end }) => end) };
      const held = partitions.reduce((sum, { first, end }) => sum + end - first, 0);
      const slice = newest(count, log);
      expect(sizeOf(slice)).toBe(Math.min(count, held));
      for (const [index, { first, end }] of partitions.entries()) {
        expect(slice.from[index]).toBeGreaterThanOrEqual(first);
        expect(slice.until[index]).toBe(end);
      }
    }),
  );
});

test('facts come into being at their rate, never beyond the slice', () => {
  const slice = { from: [100, 50], until: [200, 150] };
  expect(arrivedOf(slice, 0, 20, 0)).toBe(100);
  expect(arrivedOf(slice, 0, 20, 1_000)).toBe(110);
  expect(arrivedOf(slice, 1, 20, 2_500)).toBe(75);
  expect(arrivedOf(slice, 0, 20, 60_000)).toBe(200);
});
