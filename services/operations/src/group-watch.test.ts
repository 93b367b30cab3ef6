import { expect, test } from 'vitest';
import { rateOf, viewOf } from './group-watch.ts';

const standing = (next: number | null, logEnd: number, more = {}) => ({
  group: 'g',
  state: 'Stable',
  members: 1,
  partitions: [{ partition: 0, next, first: 10, logEnd, owned: true }],
  ...more,
});

test('a rate is what the group has told to have read, and none when it was moved back or is seen first', () => {
  expect(rateOf({ at: 5_000, told: 150 }, { at: 3_000, told: 100 })).toBe(25);
  expect(rateOf({ at: 5_000, told: 100 }, undefined)).toBeNull();
  expect(rateOf({ at: 5_000, told: 10 }, { at: 3_000, told: 100 })).toBeNull();
});

test('lag is counted from the oldest record where a group never told, and is never below zero', () => {
  expect(viewOf(standing(null, 60), null).lag).toBe(50);
  expect(viewOf(standing(61, 60), null).lag).toBe(0);
});

test.each([
  ['current', standing(100, 110), 0],
  ['catching-up', standing(100, 1_000), 12],
  ['catching-up', standing(100, 1_000), null],
  ['stands', standing(100, 1_000), 0],
  ['rebalancing', standing(100, 1_000, { state: 'PreparingRebalance' }), 0],
  ['no-members', standing(100, 1_000, { state: 'Empty', members: 0 }), 0],
])('a group is %s', (state, group, rate) => {
  expect(viewOf(group, rate).state).toBe(state);
});
