import { expect, test } from 'vitest';
import { addDays, dayOf, daysBetween, hour, longDay, monthAfter, monthName, shortDay, weekday } from './dates.ts';

test('the day is the one in São Paulo, whatever zone the process is in', () => {
  expect(dayOf('2026-07-04T02:59:59.999Z')).toBe('2026-07-03');
  expect(dayOf('2026-07-04T03:00:00.000Z')).toBe('2026-07-04');
  expect(hour('pt-BR', '2026-07-28T17:18:42.107Z')).toBe('14:18');
});

test('days are counted and named as the screens do', () => {
  expect(addDays('2026-08-31', 1)).toBe('2026-09-01');
  expect(daysBetween('2026-07-28', '2026-08-03')).toBe(6);
  expect(monthAfter('2026-12-10')).toBe('2027-01-01');
  expect(monthName('pt-BR', '2026-08-01')).toBe('agosto');
  expect(shortDay('pt-BR', '2026-08-04')).toBe('4 ago');
  expect(longDay('pt-BR', '2026-07-28')).toBe('28 de julho');
  expect(weekday('pt-BR', '2026-08-03')).toBe('segunda');
  expect(weekday('en', '2026-08-03')).toBe('Monday');
});
