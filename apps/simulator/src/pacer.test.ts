import { expect, test } from 'vitest';
import { Pacer } from './pacer.ts';

/** How many events happen from 0 to `untilMs` when a timer wakes every `everyMs`. */
function run(pacer: Pacer, untilMs: number, everyMs: number, fromMs = 0): number {
  let events = 0;
  for (let now = fromMs; now < untilMs; now += everyMs) {
    while (pacer.waitMs(now) === 0 && events < 100_000) {
      pacer.happened(now);
      events += 1;
    }
  }
  return events;
}

test('the rate is kept although timers come late', () => {
  expect(run(new Pacer(200), 10_000, 17)).toBeGreaterThanOrEqual(1_990);
  expect(run(new Pacer(200), 10_000, 17)).toBeLessThanOrEqual(2_001);
  expect(run(new Pacer(1), 10_000, 3)).toBe(10);
});

test('a stall is not followed by a burst', () => {
  const pacer = new Pacer(100);
  run(pacer, 1_000, 5);
  expect(run(pacer, 61_000, 5, 60_000)).toBeLessThanOrEqual(101);
});

test('max never waits, zero waits for ever, and a new rate counts at once', () => {
  const pacer = new Pacer(Number.POSITIVE_INFINITY);
  pacer.happened(0);
  expect(pacer.waitMs(0)).toBe(0);
  pacer.perSecond = 0;
  expect(pacer.waitMs(0)).toBe(Number.POSITIVE_INFINITY);
  pacer.perSecond = 0.1;
  expect(pacer.waitMs(0)).toBe(0);
  pacer.happened(0);
  expect(pacer.waitMs(0)).toBe(10_000);
  pacer.perSecond = 100;
  expect(pacer.waitMs(0)).toBe(0);
});
