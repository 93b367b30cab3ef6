import { expect, test } from 'vitest';
import { addDays, instantIn } from './sao-paulo-time.ts';

const HOUR = 3_600_000;

test('a time without zone is São Paulo’s: three hours behind UTC, two in summer time', () => {
  expect(instantIn('2018-04-01', 31_000)).toBe('2018-04-01T03:00:31.000Z');
  expect(instantIn('2018-04-30', 24 * HOUR - 1000)).toBe('2018-05-01T02:59:59.000Z');
  expect(instantIn('2018-01-15', 12 * HOUR)).toBe('2018-01-15T14:00:00.000Z');
  expect(instantIn('2026-01-15', 12 * HOUR)).toBe('2026-01-15T15:00:00.000Z');
});

test('on the day summer time begins, the hour that is missing is read as the next one', () => {
  expect(instantIn('2018-11-03', 23.5 * HOUR)).toBe('2018-11-04T02:30:00.000Z');
  expect(instantIn('2018-11-04', 0.5 * HOUR)).toBe('2018-11-04T03:30:00.000Z');
  expect(instantIn('2018-11-04', 1 * HOUR)).toBe('2018-11-04T03:00:00.000Z');
  expect(instantIn('2018-11-04', 23 * HOUR)).toBe('2018-11-05T01:00:00.000Z');
});

test('on the day summer time ends, the hour that comes twice is read as its first pass', () => {
  expect(instantIn('2018-02-17', 22 * HOUR)).toBe('2018-02-18T00:00:00.000Z');
  expect(instantIn('2018-02-17', 23.5 * HOUR)).toBe('2018-02-18T01:30:00.000Z');
  expect(instantIn('2018-02-18', 0)).toBe('2018-02-18T03:00:00.000Z');
});

test('days are counted over months and leap days', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2018-03-01', -1)).toBe('2018-02-28');
});
