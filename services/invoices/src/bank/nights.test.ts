import { expect, test } from 'vitest';
import { dueNight } from './nights.ts';

const night = (wallDay: string, days: Record<string, string> = {}) => ({ wallDay, days });

test('a bank without a night has one', () => {
  expect(dueNight([], '2026-06-04')).toEqual({ key: 'first', afterDay: null });
});

test('a day of the wall clock ends once for all portfolios that live by it', () => {
  const last = night('2026-06-04', { demo: '2026-06-04', quiet: '2026-06-03' });
  expect(dueNight([last, night('2026-06-03')], '2026-06-04')).toBe(null);
  expect(dueNight([last, night('2026-06-03')], '2026-06-05')).toEqual({
    key: 'wall 2026-06-04',
    afterDay: '2026-06-04',
  });
});

test('a night after midnight meets yesterday’s facts, which is no other time', () => {
  expect(dueNight([night('2026-06-05', { demo: '2026-06-04' }), night('2026-06-04')], '2026-06-05')).toBe(null);
});

test('a portfolio of another time has its nights while its days pass, and none once it stands', () => {
  const before = night('2026-06-04', { demo: '2026-06-04', history: '2018-04-01' });
  const moved = night('2026-06-04', { demo: '2026-06-04', history: '2018-04-09' });
  expect(dueNight([before], '2026-06-04')).toEqual({ key: 'history 2018-04-01', afterDay: '2018-04-01' });
  expect(dueNight([moved, before], '2026-06-04')).toEqual({ key: 'history 2018-04-09', afterDay: '2018-04-09' });
  expect(dueNight([moved, moved], '2026-06-04')).toBe(null);
  expect(dueNight([night('2026-06-04', { ahead: '2026-07-01' })], '2026-06-04')?.afterDay).toBe('2026-07-01');
});
