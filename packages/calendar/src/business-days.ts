import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from './days.ts';

const FIXED = new Set(['01-01', '04-21', '05-01', '09-07', '10-12', '11-02', '11-15', '12-25']);

/** Easter Sunday in the Gregorian calendar (anonymous algorithm, Meeus, Astronomical Algorithms, ch. 8). */
function easter(year: number): Temporal.PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return new Temporal.PlainDate(year, Math.floor(n / 31), (n % 31) + 1);
}

/** Bank holidays that move with Easter: Carnival Monday and Tuesday, Good Friday, Corpus Christi. */
const EASTER_OFFSETS = [-48, -47, -2, 60];

function isHoliday(date: Temporal.PlainDate): boolean {
  const monthDay = date.toString().slice(5);
  if (FIXED.has(monthDay)) return true;
  // Consciência Negra is a national holiday since Lei 14.759/2023, first observed in 2024.
  if (monthDay === '11-20' && date.year >= 2024) return true;
  const easterSunday = easter(date.year);
  return EASTER_OFFSETS.some((days) => easterSunday.add({ days }).equals(date));
}

/** Business day of Res. CMN 4.880/2020: no Saturday, Sunday, national holiday, Carnival Monday or Tuesday. */
export function isBusinessDay(day: IsoDate): boolean {
  const date = Temporal.PlainDate.from(day);
  return date.dayOfWeek <= 5 && !isHoliday(date);
}

/** The `count`th business day before a day. */
export function businessDayBefore(day: IsoDate, count = 1): IsoDate {
  let date = Temporal.PlainDate.from(day);
  for (let left = count; left > 0; left -= isBusinessDay(date.toString()) ? 1 : 0) date = date.subtract({ days: 1 });
  return date.toString();
}

/** The day itself when it is a business day, else the first one after it. */
export function nextBusinessDay(day: IsoDate): IsoDate {
  let date = Temporal.PlainDate.from(day);
  while (!isBusinessDay(date.toString())) date = date.add({ days: 1 });
  return date.toString();
}
