import { expect, test } from 'vitest';
import { daysOf, wrongOf } from './months.ts';

test('spans end with today, and last month is a whole one', () => {
  expect(daysOf('this-month', '2026-03-14')).toEqual({ from: '2026-03-01', to: '2026-03-14' });
  expect(daysOf('last-month', '2026-03-14')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(daysOf('last-month', '2026-01-31')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(daysOf('last-30', '2026-03-14')).toEqual({ from: '2026-02-13', to: '2026-03-14' });
  expect(daysOf('days', '2026-03-14')).toBeNull();
});

test('days that the service would refuse are told at their field, once both are said', () => {
  const wrong = (from: string, to: string) => wrongOf({ from, to });
  expect(wrong('2026-03-01', '2026-03-01')).toBeNull();
  expect(wrong('', '2026-03-01')).toBeNull();
  expect(wrong('2026-03-02', '2026-03-01')).toEqual({ at: 'to', wrong: 'order' });
  expect(wrong('2025-01-01', '2026-02-04')).toBeNull();
  expect(wrong('2025-01-01', '2026-02-05')).toEqual({ at: 'from', wrong: 'long' });
  expect(wrong('20260-01-01', '2026-02-05')).toEqual({ at: 'from', wrong: 'day' });
});
