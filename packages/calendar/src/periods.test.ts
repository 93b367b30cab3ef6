import { expect, test } from 'vitest';
import { startOfPeriod } from './periods.ts';

test('a period begins with the day in São Paulo that lies so far back', () => {
  // 23:30 on 30 March in São Paulo, already 31 March in UTC.
  const now = '2026-03-31T02:30:00.000Z';
  expect(startOfPeriod('last-week', now)).toBe('2026-03-23T03:00:00.000Z');
  expect(startOfPeriod('last-month', now)).toBe('2026-02-28T03:00:00.000Z');
  expect(startOfPeriod('last-year', now)).toBe('2025-03-30T03:00:00.000Z');
});

test('a year before a leap day is the last of February, and summer time had its own midnight', () => {
  expect(startOfPeriod('last-year', '2028-02-29T12:00:00.000Z')).toBe('2027-02-28T03:00:00.000Z');
  expect(startOfPeriod('last-month', '2019-02-10T12:00:00.000Z')).toBe('2019-01-10T02:00:00.000Z');
});
