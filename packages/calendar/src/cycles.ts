import { Temporal } from 'temporal-polyfill';
import { nextBusinessDay } from './business-days.ts';
import type { IsoDate } from './days.ts';

/** One billing cycle. `closesOn` is inclusive; `chargeableFrom` is the first day on which an unpaid total is late. */
export interface CycleDates {
  opensOn: IsoDate;
  closesOn: IsoDate;
  dueOn: IsoDate;
  chargeableFrom: IsoDate;
}

/** The day `day` of a month, clamped to its last one: 31 in April is the 30th. */
function dayInMonth(month: Temporal.PlainYearMonth, day: number): Temporal.PlainDate {
  return month.toPlainDate({ day: Math.min(day, month.daysInMonth) });
}

function cycleThatCloses(opensOn: Temporal.PlainDate, closesOn: Temporal.PlainDate, dueDay: number): CycleDates {
  let month = closesOn.toPlainYearMonth();
  let due = dayInMonth(month, dueDay);
  while (Temporal.PlainDate.compare(due, closesOn) <= 0) {
    month = month.add({ months: 1 });
    due = dayInMonth(month, dueDay);
  }
  const dueOn = due.toString();
  const chargeableFrom = Temporal.PlainDate.from(nextBusinessDay(dueOn)).add({ days: 1 }).toString();
  return { opensOn: opensOn.toString(), closesOn: closesOn.toString(), dueOn, chargeableFrom };
}

/** The cycle that is open on the day an account is opened. It closes on the first closing day on or after it. */
export function firstCycle(openedOn: IsoDate, closingDay: number, dueDay: number): CycleDates {
  const opens = Temporal.PlainDate.from(openedOn);
  const thisMonth = dayInMonth(opens.toPlainYearMonth(), closingDay);
  const closes =
    Temporal.PlainDate.compare(thisMonth, opens) >= 0
      ? thisMonth
      : dayInMonth(opens.toPlainYearMonth().add({ months: 1 }), closingDay);
  return cycleThatCloses(opens, closes, dueDay);
}

/** The cycle after `previous`: opens the day after it closed, closes in the month after it did. */
export function nextCycle(previous: CycleDates, closingDay: number, dueDay: number): CycleDates {
  const closed = Temporal.PlainDate.from(previous.closesOn);
  const closes = dayInMonth(closed.toPlainYearMonth().add({ months: 1 }), closingDay);
  return cycleThatCloses(closed.add({ days: 1 }), closes, dueDay);
}
