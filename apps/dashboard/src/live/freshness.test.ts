import { expect, test } from 'vitest';
import { freshness } from './freshness.ts';
import { snapshotAt } from './snapshot.test-support.ts';

const at = (heardAt: number | null, now: number) => freshness({ snapshot: snapshotAt(1), heardAt }, now).kind;

test('five seconds without a heartbeat is reconnecting, ten is stale', () => {
  expect(at(1000, 1000)).toBe('live');
  expect(at(1000, 5999)).toBe('live');
  expect(at(1000, 6000)).toBe('reconnecting');
  expect(at(1000, 10_999)).toBe('reconnecting');
  expect(at(1000, 11_000)).toBe('stale');
});

test('a clock that was set back never makes a negative age', () => {
  expect(freshness({ snapshot: snapshotAt(1), heardAt: 5000 }, 4000)).toEqual({ kind: 'live', ageMs: 0 });
});

test('without a snapshot it is loading, however long ago something was heard', () => {
  expect(freshness({ snapshot: null, heardAt: null }, 99_999)).toEqual({ kind: 'loading' });
});
