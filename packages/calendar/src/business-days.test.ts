import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isBusinessDay } from './index.ts';

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
