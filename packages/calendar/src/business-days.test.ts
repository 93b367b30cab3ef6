import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { businessDayBefore, isBusinessDay } from './index.ts';

/** The bank holidays that ANBIMA publishes, where the development data lie beside the project. */
const published = path.resolve(import.meta.dirname, '../../../../shared/data/calendar/ANBIMA.cal');
const DAY_MS = 86_400_000;

test.skipIf(!existsSync(published))(
  'every weekday of 2018 to 2030 is a business day exactly when the published calendar says so',
  () => {
    const holidays = new Set(readFileSync(published, 'utf8').split(/\s+/));
    const differing: string[] = [];
    for (let day = Date.UTC(2018, 0, 1); day < Date.UTC(2031, 0, 1); day += DAY_MS) {
      const date = new Date(day).toISOString().slice(0, 10);
      const weekday = new Date(day).getUTCDay();
      const open = weekday !== 0 && weekday !== 6 && !holidays.has(date);
      if (isBusinessDay(date) !== open) differing.push(date);
    }
    expect(holidays.size).toBeGreaterThan(1_000);
    expect(differing).toEqual([]);
  },
);

test('the moving holidays of ten years, by name', () => {
  // Carnival Monday and Tuesday, Good Friday, Corpus Christi.
  const moving = {
    2018: ['02-12', '02-13', '03-30', '05-31'],
    2020: ['02-24', '02-25', '04-10', '06-11'],
    2024: ['02-12', '02-13', '03-29', '05-30'],
    2026: ['02-16', '02-17', '04-03', '06-04'],
    2027: ['02-08', '02-09', '03-26', '05-27'],
    2030: ['03-04', '03-05', '04-19', '06-20'],
  };
  for (const [year, days] of Object.entries(moving))
    for (const day of days) expect(isBusinessDay(`${year}-${day}`), `${year}-${day}`).toBe(false);
});

test('Easter of ninety years: Good Friday and Corpus Christi close the banks, the days around them do not', () => {
  // With those of Meeus' exceptions, when the moon would put Easter a week later.
  const easters = [
    ...['1954-04-18', '1981-04-19', '2000-04-23', '2008-03-23', '2018-04-01', '2019-04-21', '2020-04-12', '2021-04-04'],
    ...['2022-04-17', '2023-04-09', '2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2028-04-16', '2029-04-01'],
    ...['2030-04-21', '2035-03-25', '2038-04-25', '2049-04-18', '2076-04-19'],
  ];
  const open = (easter: string, days: number) =>
    isBusinessDay(new Date(Date.parse(easter) + days * DAY_MS).toISOString().slice(0, 10));
  for (const easter of easters) {
    // Carnival Monday and Tuesday, Good Friday, Corpus Christi.
    expect(
      [-48, -47, -2, 60].map((days) => open(easter, days)),
      easter,
    ).toEqual([false, false, false, false]);
    expect(
      [-46, -3, 59].map((days) => open(easter, days)),
      easter,
    ).toEqual([true, true, true]);
  }
});

test('the national holidays, each in a year when it is no weekend, and the days beside them', () => {
  const fixed = [
    '2026-01-01',
    '2026-04-21',
    '2026-05-01',
    '2026-09-07',
    '2026-10-12',
    '2026-11-02',
    '2027-11-15',
    '2026-12-25',
  ];
  expect(fixed.map(isBusinessDay)).toEqual(fixed.map(() => false));
  const beside = [
    '2026-01-02',
    '2026-04-20',
    '2026-04-22',
    '2026-04-30',
    '2026-09-08',
    '2026-10-13',
    '2026-11-03',
    '2027-11-16',
  ];
  expect(beside.map(isBusinessDay)).toEqual(beside.map(() => true));
});

test('the business day before a day, over weekends and holidays, and several of them', () => {
  expect(businessDayBefore('2026-06-22')).toBe('2026-06-19');
  expect(businessDayBefore('2026-02-18')).toBe('2026-02-13');
  expect(businessDayBefore('2026-06-09', 3)).toBe('2026-06-03');
  expect(businessDayBefore('2026-06-07', 0)).toBe('2026-06-07');
});
