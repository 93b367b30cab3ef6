import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spread, ticksOf } from './scale.ts';

test.each([
  [0, [0, 1]],
  [1, [0, 1]],
  [2, [0, 1, 2]],
  [7, [0, 5, 10]],
  [64_588, [0, 50_000, 100_000]],
  [0.9, [0, 0.5, 1]],
  [30, [0, 10, 20, 30]],
])('the grid up to %d is %j', (most, ticks) => {
  expect(ticksOf(most)).toEqual(ticks);
});

test('the grid begins at zero, reaches the largest value and has few lines', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), (most) => {
      const ticks = ticksOf(most);
      expect(ticks[0]).toBe(0);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most * (1 - 1e-9));
      expect(ticks.length).toBeLessThanOrEqual(6);
    }),
  );
});

test('the grid of a count has whole numbers, each once', () => {
  for (let most = 0; most <= 2_000; most += 1)
    expect(
      ticksOf(most).every((tick) => Number.isInteger(tick)),
      String(most),
    ).toBe(true);
});

test('labels keep their distance and their order, inside the chart', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 220 }), { minLength: 1, maxLength: 6 }), (wanted) => {
      const places = spread(wanted, 16, 200);
      const inOrder = places.toSorted((a, b) => a - b);
      const gaps = inOrder.slice(1).map((place, n) => place - (inOrder[n] ?? 0));
      expect(Math.min(16, ...gaps)).toBe(16);
      expect(inOrder[0]).toBeGreaterThanOrEqual(0);
      expect(inOrder.at(-1)).toBeLessThanOrEqual(200);
      const byWish = wanted.map((wish, n) => ({ wish, place: places[n] ?? 0 }));
      expect(byWish.toSorted((a, b) => a.wish - b.wish || a.place - b.place).map(({ place }) => place)).toEqual(
        inOrder,
      );
    }),
  );
  expect(spread([100, 50], 16, 200)).toEqual([100, 50]);
});
