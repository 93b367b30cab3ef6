import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Coalescer } from './coalescer.ts';

const numbers = () => new Coalescer<number>(250, (a, b) => a - b);

test('the first frame goes at once, the newest of the others after a quarter of a second', () => {
  const pace = numbers();
  expect(pace.offer('a', 1, 0)).toBe(true);
  expect(pace.offer('a', 2, 10)).toBe(false);
  expect(pace.offer('a', 3, 20)).toBe(false);
  expect(pace.due(249)).toEqual([]);
  expect(pace.due(250)).toEqual([['a', 3]]);
  expect(pace.due(500)).toEqual([]);
});

test('one account does not slow another', () => {
  const pace = numbers();
  expect(pace.offer('a', 1, 0)).toBe(true);
  expect(pace.offer('b', 1, 0)).toBe(true);
});

test('an older frame never takes the place of a newer one that waits', () => {
  const pace = numbers();
  pace.offer('a', 1, 0);
  pace.offer('a', 9, 10);
  pace.offer('a', 5, 20);
  expect(pace.due(250)).toEqual([['a', 9]]);
});

test('however frames arrive, no more than four a second leave and the newest is the last', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(gaps, (delays) => {
      const pace = numbers();
      const sent: { at: number; item: number }[] = [];
      let now = 0;
      const tickUntil = (end: number) => {
        for (; now < end; now += 25) for (const [, item] of pace.due(now)) sent.push({ at: now, item });
      };
      delays.forEach((delay, item) => {
        tickUntil(now + delay);
        if (pace.offer('a', item, now)) sent.push({ at: now, item });
      });
      tickUntil(now + 600);
      expect(sent.at(-1)?.item).toBe(delays.length - 1);
      for (let i = 1; i < sent.length; i++) {
        expect((sent[i]?.at ?? 0) - (sent[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(250);
        expect(sent[i]?.item).toBeGreaterThan(sent[i - 1]?.item ?? 0);
      }
    }),
  );
});
