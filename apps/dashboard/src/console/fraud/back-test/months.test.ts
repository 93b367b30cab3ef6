import { expect, test } from 'vitest';
import { daysOf, isSpan } from './months.ts';

test('spans end with today, and last month is a whole one', () => {
  expect(daysOf('this-month', '2026-03-14')).toEqual({ from: '2026-03-01', to: '2026-03-14' });
  expect(daysOf('last-month', '2026-03-14')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(daysOf('last-month', '2026-01-31')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(daysOf('last-30', '2026-03-14')).toEqual({ from: '2026-02-13', to: '2026-03-14' });
  expect(daysOf('days', '2026-03-14')).toBeNull();
});

test('days are asked for once both are said, in order', () => {
  expect(isSpan('2026-03-01', '2026-03-01')).toBe(true);
  expect(isSpan('2026-03-02', '2026-03-01')).toBe(false);
  expect(isSpan('', '2026-03-01')).toBe(false);
});
