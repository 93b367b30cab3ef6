import { expect, test } from 'vitest';
import { judgeBatch, rewindTo, standingOf } from './standing.ts';

const stored = { next: 100, clusterId: 'a' };
const view = { clusterId: 'a', stored, groupAt: 100, first: 0, end: 120 };

test('a reader within the log, where its group is, stands well', () => {
  expect(standingOf(view)).toEqual({ kind: 'fine' });
  expect(standingOf({ ...view, groupAt: 50 })).toEqual({ kind: 'fine' });
  expect(standingOf({ ...view, stored: undefined, groupAt: 0 })).toEqual({ kind: 'fine' });
  expect(standingOf({ ...view, stored: { next: 120, clusterId: 'a' } })).toEqual({ kind: 'fine' });
});

test('a group that would go on beyond `next` is sought back to it', () => {
  expect(standingOf({ ...view, groupAt: 101 })).toEqual({ kind: 'behind', next: 100 });
  expect(standingOf({ ...view, stored: undefined, groupAt: 7 })).toEqual({ kind: 'behind', next: 0 });
});

test('another cluster, lost facts and a cut log are told apart', () => {
  expect(standingOf({ ...view, clusterId: 'b' })).toEqual({ kind: 'other-cluster', stored: 'a' });
  expect(standingOf({ ...view, first: 101 })).toEqual({ kind: 'facts-gone', next: 100, first: 101 });
  expect(standingOf({ ...view, stored: undefined, first: 1 })).toEqual({ kind: 'facts-gone', next: 0, first: 1 });
  expect(standingOf({ ...view, end: 99 })).toEqual({ kind: 'log-cut', next: 100, end: 99 });
});

test('after a cut the reader goes back before the end, but never before the beginning', () => {
  expect(rewindTo({ first: 0, end: 50_000 })).toBe(40_000);
  expect(rewindTo({ first: 7, end: 60 })).toBe(7);
});

test('a batch is taken from `next` on, and refused when it begins beyond', () => {
  expect(judgeBatch(stored, 'a', 90)).toEqual({ kind: 'take', next: 100 });
  expect(judgeBatch(stored, 'a', 100)).toEqual({ kind: 'take', next: 100 });
  expect(judgeBatch(stored, 'a', 101)).toEqual({ kind: 'beyond', next: 100 });
  expect(judgeBatch(stored, 'b', 100)).toEqual({ kind: 'other-cluster', stored: 'a' });
});
