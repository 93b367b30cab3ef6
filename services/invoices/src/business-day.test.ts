import { expect, test } from 'vitest';
import { businessDay } from './business-day.ts';

const wall = new Date('2026-07-20T02:30:00.000Z');

test('facts that keep up with the wall clock: its day in São Paulo, however quiet the last weeks were', () => {
  expect(businessDay('2026-07-20T02:29:59.999Z', wall)).toBe('2026-07-19');
  expect(businessDay('2026-05-19T02:30:00.000Z', wall)).toBe('2026-07-19');
});

test('facts of another time: the day of the newest one', () => {
  expect(businessDay('2026-05-19T02:29:59.999Z', wall)).toBe('2026-05-18');
  expect(businessDay('2018-04-30T23:00:00.000Z', wall)).toBe('2018-04-30');
  expect(businessDay('2026-07-20T02:30:00.001Z', wall)).toBe('2026-07-19');
  expect(businessDay('2026-12-01T12:00:00.000Z', wall)).toBe('2026-12-01');
});
