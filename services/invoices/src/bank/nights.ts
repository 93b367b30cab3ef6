import type { IsoDate } from '@faturaviva/calendar';

/** What is known of a night that ended. */
export interface EndedNight {
  /** The wall clock's day in São Paulo at its start. */
  wallDay: IsoDate;
  /** Per portfolio, the business day of its newest fact in force. */
  days: Readonly<Record<string, IsoDate>>;
}

export interface DueNight {
  /** Why it is due: the same reason, the same night. */
  key: string;
  /** The business day that is over; `null` of the first night. */
  afterDay: IsoDate | null;
}

const DAY_MS = 86_400_000;
const dayBefore = (day: IsoDate): IsoDate => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);

/**
 * Whether a night is due, by the clocks of the portfolios as far as they can be known without reading on.
 * 1. A bank without a night has one.
 * 2. A running clock follows the wall clock: when its day is over, so is theirs.
 * 3. A portfolio of another time lives by a clock that is moved. While its day goes on from night to night, the next
 *    of its nights is due; once it stands, it waits for those of the others.
 * @param ended the last two nights, the newest first
 */
export function dueNight([last, before]: readonly EndedNight[], wallDay: IsoDate): DueNight | null {
  if (!last) return { key: 'first', afterDay: null };
  if (wallDay > last.wallDay) return { key: `wall ${last.wallDay}`, afterDay: last.wallDay };
  const livesElsewhere = (day: IsoDate) => day > wallDay || day < dayBefore(wallDay);
  const moving = Object.entries(last.days).find(
    ([portfolio, day]) => livesElsewhere(day) && day !== before?.days[portfolio],
  );
  return moving ? { key: moving.join(' '), afterDay: moving[1] } : null;
}
