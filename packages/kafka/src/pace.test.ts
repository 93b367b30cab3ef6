import { expect, test, vi } from 'vitest';
import { Pace, UnfitPace } from './pace.ts';

test('in no second more facts come up than the pace allows, and an idle time is not made up for', () => {
  const pace = new Pace({ perSecond: 40 });
  const taken: number[] = [];
  for (let now = 0; now < 10_000; now += 5) {
    if (now > 3_000 && now < 6_000) continue;
    if (pace.waitMs(now) > 0) continue;
    pace.take(pace.most(), now);
    taken.push(...Array.from({ length: pace.most() }, () => now));
  }
  expect(pace.most()).toBe(10);
  for (const begin of taken) {
    expect(taken.filter((now) => now >= begin && now < begin + 1_000).length).toBeLessThanOrEqual(40);
  }
  expect(taken.length).toBeGreaterThanOrEqual(270);
});

test('a batch bounds what comes up at once; less than one fact a second still comes up one by one', () => {
  expect(new Pace().most()).toBe(Number.POSITIVE_INFINITY);
  expect(new Pace({ batch: 7 }).most()).toBe(7);
  expect(new Pace({ batch: 7, perSecond: 8 }).most()).toBe(2);
  const slow = new Pace({ perSecond: 0.5 });
  slow.take(slow.most(), 1_000);
  expect([slow.most(), slow.waitMs(1_000), slow.waitMs(3_000)]).toEqual([1, 2_000, 0]);
});

test('a pause has no end until it is taken back; what else was set stays', () => {
  const pace = new Pace({ batch: 3 });
  pace.set({ paused: true });
  expect(pace.waitMs(0)).toBe(Number.POSITIVE_INFINITY);
  pace.set({ paused: false });
  expect([pace.waitMs(0), pace.most()]).toEqual([0, 3]);
});

test('only another fetch size is told, for only that takes a new consumer', () => {
  const pace = new Pace();
  const listener = vi.fn<() => void>();
  const noMore = pace.onFetchChange(listener);
  pace.set({ batch: 5, perSecond: 10, paused: true });
  pace.set({ fetchBytes: 1_048_576 });
  expect(listener).not.toHaveBeenCalled();
  pace.set({ fetchBytes: 4_096 });
  pace.set({ minBytes: 100 });
  expect(listener).toHaveBeenCalledTimes(2);
  noMore();
  pace.set({ maxWaitMs: 50 });
  expect(listener).toHaveBeenCalledTimes(2);
});

test.each([
  [{ batch: 0 }, 'batch must be a whole number from 1 to 100000.'],
  [{ batch: 1.5 }, 'batch must be a whole number from 1 to 100000.'],
  [{ perSecond: Number.NaN }, 'perSecond must be from 0.1 to 1000000.'],
  [{ fetchBytes: 1 }, 'fetchBytes must be a whole number from 1024 to 10485760.'],
  [{ maxWaitMs: 60_000 }, 'maxWaitMs must be a whole number from 10 to 5000.'],
])('%j is refused in words, and nothing is changed', (change, sentence) => {
  const pace = new Pace({ batch: 9 });
  expect(() => pace.set(change)).toThrow(new UnfitPace(sentence));
  expect(pace.settings).toEqual(new Pace({ batch: 9 }).settings);
});
