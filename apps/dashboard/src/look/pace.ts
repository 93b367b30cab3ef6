import { daysBetween } from './dates.ts';

interface DayTotal {
  on: string;
  cents: number;
}
interface Cycle {
  opensOn: string;
  closesOn: string;
}

export interface Pace {
  /** SVG paths in a box of `WIDTH` × `HEIGHT`. */
  open: string;
  area: string;
  previous: string | null;
  /** Where the open line ends, in percent of the box. */
  end: { left: number; top: number };
  /** Spent so far less what had been spent on the same day of the last cycle; `null` without a last cycle. */
  aheadCents: number | null;
}

export const WIDTH = 300;
export const HEIGHT = 64;
const MARGIN = 4;

/** Steps of the sums of this cycle until today, over those of the whole last cycle. Zero is the base. */
export function paceOf(
  today: string,
  open: Cycle & { days: readonly DayTotal[] },
  previous: (Cycle & { days: readonly DayTotal[] }) | null,
): Pace {
  const length = Math.max(1, daysBetween(open.opensOn, open.closesOn) + 1);
  const reached = Math.min(Math.max(daysBetween(open.opensOn, today) + 1, 1), length);
  const now = cumulate(open, reached);
  const before = previous && cumulate(previous, daysBetween(previous.opensOn, previous.closesOn) + 1);
  const most = Math.max(...now, ...(before ?? []), 1);
  const y = (cents: number) => round(HEIGHT - MARGIN - (Math.max(cents, 0) / most) * (HEIGHT - 2 * MARGIN));
  const line = steps(now, length, y);
  const last = now.at(-1) ?? 0;
  return {
    open: line,
    area: `${line}V${HEIGHT}H0Z`,
    previous: before && steps(before, before.length, y),
    end: { left: round((reached / length) * 100), top: round((y(last) / HEIGHT) * 100) },
    aheadCents: before && last - (before[Math.min(reached, before.length) - 1] ?? 0),
  };
}

/** Sum at the end of each of the first `days` days; purchases from before the cycle count on its first day. */
function cumulate(cycle: Cycle & { days: readonly DayTotal[] }, days: number): number[] {
  const sums = Array.from({ length: Math.max(days, 1) }, () => 0);
  for (const { on, cents } of cycle.days) {
    const index = Math.min(Math.max(daysBetween(cycle.opensOn, on), 0), sums.length - 1);
    sums[index] = (sums[index] ?? 0) + cents;
  }
  for (let day = 1; day < sums.length; day++) sums[day] = (sums[day] ?? 0) + (sums[day - 1] ?? 0);
  return sums;
}

function steps(sums: readonly number[], length: number, y: (cents: number) => number): string {
  const x = (day: number) => round((day / length) * WIDTH);
  return sums.map((cents, day) => `${day === 0 ? `M0 ${y(cents)}` : `V${y(cents)}`}H${x(day + 1)}`).join('');
}

const round = (value: number) => Math.round(value * 10) / 10;
