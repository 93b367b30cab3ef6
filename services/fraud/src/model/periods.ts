import type { IsoDate } from '@faturaviva/calendar';

/** Days from 1970-01-01, as features count them; both inclusive. */
export interface Days {
  from: number;
  to: number;
}

export interface Wanted {
  from?: IsoDate | undefined;
  to?: IsoDate | undefined;
  labelsUntil?: IsoDate | undefined;
}

export interface Periods {
  /** Reports count as labels that stood on the log at the end of this day. */
  labelsUntil: number;
  trained: Days;
  /** `null`: the log is too short to try a model on days that it has not seen. */
  validation: { labelsUntil: number; trained: Days; tried: Days } | null;
}

const DAY_MS = 86_400_000;
/** Holders need about a week to notice. */
const DELAY = 7;
const TRIED = 7;
const TRAINED = 28;

export const numberOf = (date: IsoDate): number => Date.parse(date) / DAY_MS;
export const dateOf = (day: number): IsoDate => new Date(day * DAY_MS).toISOString().slice(0, 10);
export const isWithin = ({ from, to }: Days, day: number): boolean => day >= from && day <= to;

/**
 * The days to learn from, and those to validate on: the newest week whose labels are in, by a model that is learnt on
 * the days as many before, with the labels that were in when that week began. `log` are the days that have purchases.
 */
export function periodsOf({ from, to, labelsUntil }: Wanted, log: Days): Periods {
  const known = labelsUntil === undefined ? log.to : numberOf(labelsUntil);
  const last = to === undefined ? known - DELAY : numberOf(to);
  const first = Math.max(log.from, from === undefined ? last - TRAINED + 1 : numberOf(from));
  const tried = { from: known - DELAY - TRIED + 1, to: known - DELAY };
  const end = tried.from - DELAY - 1;
  const trained = { from: Math.max(log.from, end - (last - first)), to: end };
  return {
    labelsUntil: known,
    trained: { from: first, to: last },
    validation: trained.from > trained.to ? null : { labelsUntil: tried.from - 1, trained, tried },
  };
}
