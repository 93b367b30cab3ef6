import { type CycleDates, nextCycle } from '@faturaviva/calendar';

/** Terms and dates of the open invoice, from which those to come are forecast. */
export interface OpenCycle extends CycleDates {
  cycle: number;
  closingDay: number;
  dueDay: number;
}

const MOST_KEPT = 1_000;
const kept = new Map<string, CycleDates[]>();

/**
 * Dates that the invoice of a later `cycle` will have if the account keeps its closing and due day. They become facts
 * when the cycle before it closes.
 */
export function forecastDates({ cycle: openCycle, closingDay, dueDay, ...open }: OpenCycle, cycle: number): CycleDates {
  const key = `${open.closesOn}/${closingDay}/${dueDay}`;
  const ahead = kept.get(key) ?? [];
  let dates = ahead.at(-1) ?? open;
  while (ahead.length < cycle - openCycle) {
    dates = nextCycle(dates, closingDay, dueDay);
    ahead.push(dates);
  }
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, ahead);
  return ahead[cycle - openCycle - 1] ?? open;
}
