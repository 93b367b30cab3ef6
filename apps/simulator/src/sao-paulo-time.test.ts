import { firstCycle } from '@faturaviva/calendar';
import { expect, test } from 'vitest';
import {
  addDays,
  closingMonthOf,
  endOfDay,
  instantIn,
  isDay,
  monthAfter,
  openingDayOf,
  startOfMonth,
} from './sao-paulo-time.ts';

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

test('only days of the calendar are days', () => {
  expect(['2024-02-29', '2018-02-29', '2018-13-01', '2018-4-1'].map(isDay)).toEqual([true, false, false, false]);
});

test('months follow each other over the turn of a year', () => {
  expect(monthAfter('2023-12', 1)).toBe('2024-01');
  expect(monthAfter('2024-01', -1)).toBe('2023-12');
  expect(monthAfter('2024-01', 24)).toBe('2026-01');
});

test('a day belongs to the cycle that closes on or after it, as the bank counts', () => {
  expect(closingMonthOf('2024-01-25', 25)).toBe('2024-01');
  expect(closingMonthOf('2023-12-26', 25)).toBe('2024-01');
  expect(closingMonthOf('2018-04-30', 31)).toBe('2018-04');
  expect(closingMonthOf('2018-02-28', 30)).toBe('2018-02');
  for (const closingDay of [1, 15, 25, 28, 29, 30, 31]) {
    for (let day = '2023-12-01'; day < '2024-04-01'; day = addDays(day, 1)) {
      const month = closingMonthOf(day, closingDay);
      expect(firstCycle(day, closingDay, 10).closesOn.slice(0, 7)).toBe(month);
      const opensOn = openingDayOf(month, closingDay);
      expect(opensOn <= day).toBe(true);
      expect(closingMonthOf(addDays(opensOn, -1), closingDay)).toBe(monthAfter(month, -1));
    }
  }
});

test('a day ends with its last millisecond in São Paulo, and a month begins with its first', () => {
  expect(endOfDay('2018-04-30')).toBe('2018-05-01T02:59:59.999Z');
  expect(endOfDay('2018-11-03')).toBe('2018-11-04T02:59:59.999Z');
  expect(startOfMonth('2018-04-17')).toBe('2018-04-01T03:00:00.000Z');
  expect(startOfMonth('2018-12-31')).toBe('2018-12-01T02:00:00.000Z');
});
