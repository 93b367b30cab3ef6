import { firstCycle, nextCycle } from '@faturaviva/calendar';
import { expect, test } from 'vitest';
import { forecastDates } from './forecast.ts';

test('a later invoice is forecast month by month from the open one, in whatever order it is asked', () => {
  const dates = firstCycle('2026-01-05', 31, 10);
  const open = { ...dates, cycle: 4, closingDay: 31, dueDay: 10 };
  const next = nextCycle(dates, 31, 10);
  expect(forecastDates(open, 6)).toEqual(nextCycle(next, 31, 10));
  expect(forecastDates(open, 5)).toEqual(next);
  expect(next.closesOn).toBe('2026-02-28');
  expect(forecastDates(open, 6).closesOn).toBe('2026-03-31');
});
