import { expect, test } from 'vitest';
import { wayOf } from './way.ts';

test('each hop has its own time and the time since the authorisation', () => {
  const way = wayOf({ authorised: 1000, appended: 1011, committed: 1052, pushed: 1058, painted: 1087 });
  expect(way.hops.map((hop) => [hop.ms, hop.own])).toEqual([
    [0, null],
    [11, 11],
    [52, 41],
    [58, 6],
    [87, 29],
  ]);
  expect(way).toMatchObject({ total: { ms: 87, until: 'painted' }, scale: 100 });
});

test('a missing hop is not measured, never zero, and the next one spans it', () => {
  const way = wayOf({ authorised: 0, appended: null, committed: 140, pushed: null, painted: null });
  expect(way.hops.map((hop) => hop.own)).toEqual([null, null, 140, null, null]);
  expect(way).toMatchObject({ total: { ms: 140, until: 'committed' }, scale: 250 });
});

test('an instant that two clocks put before its predecessor is not measured', () => {
  const way = wayOf({ authorised: 0, appended: 10, committed: 20, pushed: 30, painted: 25 });
  expect(way.hops.at(-1)).toEqual({ name: 'painted', ms: null, own: null });
  expect(way.total).toEqual({ ms: 30, until: 'pushed' });
});

test('with nothing measured there is no total', () => {
  expect(wayOf({ authorised: 5, appended: null, committed: null, pushed: null, painted: null }).total).toBeNull();
});
