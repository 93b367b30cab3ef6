import { accountFacts } from '@faturaviva/events';
import { expect, test } from 'vitest';
import {
  bytesWords,
  changeOf,
  perFetch,
  pointsOf,
  rounded,
  startFormOf,
  startOf,
  TYPES,
  typeChoiceOf,
} from './figures.ts';

test('every type that can be asked for exists', () => {
  const known = new Set<string>(accountFacts.map(({ type }) => type));
  for (const types of Object.values(TYPES)) for (const type of types ?? []) expect(known).toContain(type);
});

test('where to begin is sent once it is said', () => {
  expect(startOf('last-month', '', '')).toBe('last-month');
  expect(startOf('day', '', '')).toBeNull();
  expect(startOf('day', '2026-03-01', '')).toEqual({ day: '2026-03-01' });
  expect(startOf('offset', '', '-1')).toBeNull();
  expect(startOf('offset', '', '500')).toEqual({ offset: 500 });
});

test('a run is shown in the form as it was asked for', () => {
  for (const from of ['last-month', { day: '2026-03-01' }, { offset: 500 }] as const) {
    const { start, day, offset } = startFormOf(from);
    expect(startOf(start, day, offset)).toEqual(from);
  }
  for (const [name, types] of Object.entries(TYPES)) expect(typeChoiceOf(types && types.toReversed())).toBe(name);
  expect(typeChoiceOf(['br.faturaviva.CartaoBloqueado.v1'])).toBe('all');
});

test('only what differs from the run is changed', () => {
  const pace = { batch: 10, perSecond: null, fetchBytes: 4_096, paused: true };
  expect(changeOf({ batch: 10, perSecond: null, fetchBytes: 4_096 }, { pace })).toBeNull();
  expect(changeOf({ batch: null, perSecond: null, fetchBytes: 1_024 }, { pace })).toEqual({
    batch: null,
    fetchBytes: 1_024,
  });
});

test('the last minute has a point for each second, also for those in which nothing came', () => {
  expect(pointsOf([])).toEqual([]);
  const seconds = [
    { second: 100, fetches: 4, facts: 10, bytes: 400 },
    { second: 102, fetches: 1, facts: 50, bytes: 900 },
  ];
  expect(pointsOf(seconds)).toEqual([
    { second: 100, fetches: 4, factsPerFetch: 2.5, bytesPerFetch: 100 },
    { second: 101, fetches: 0, factsPerFetch: null, bytesPerFetch: null },
    { second: 102, fetches: 1, factsPerFetch: 50, bytesPerFetch: 900 },
  ]);
  const long = Array.from({ length: 200 }, (_, n) => ({ second: n, fetches: 1, facts: 1, bytes: 1 }));
  expect(pointsOf(long).map(({ second }) => second)).toEqual(Array.from({ length: 60 }, (_, n) => 140 + n));
});

test('what a fetch brought counts the facts that were passed over too', () => {
  const run = { fetches: 4, facts: 6, skipped: 2, bytes: 100 } as Parameters<typeof perFetch>[0];
  expect(perFetch(run)).toEqual({ facts: 2, bytes: 25 });
  expect(perFetch({ ...run, fetches: 0 })).toBeNull();
});

test('sizes and counts are written as people here write them', () => {
  expect(bytesWords(1_024, 'pt-BR')).toBe('1 KiB');
  expect(bytesWords(1_572_864, 'pt-BR')).toBe('1,5 MiB');
  expect(bytesWords(640, 'en')).toBe('640 B');
  expect([rounded(2.26, 'pt-BR'), rounded(226.4, 'pt-BR')]).toEqual(['2,3', '226']);
});
