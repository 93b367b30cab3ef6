import type { IsoDate, IsoInstant } from '@faturaviva/calendar';
import { centsOfDecimal } from '@faturaviva/money';
import { instantIn } from '../sao-paulo-time.ts';

export const HEADER = 'transaction_id,tx_datetime,customer_id,terminal_id,amount';

/** One published card transaction. Its time has no zone: it is read as São Paulo's. */
export interface Row {
  transactionId: string;
  on: IsoDate;
  occurredAt: IsoInstant;
  customerId: string;
  terminalId: string;
  amountCents: number;
}

/** A row that is left out, and why. */
export interface Unusable {
  /** As far as it can be read; else the line itself, cut. */
  transactionId: string;
  reason: string;
}

/** Amounts that the API takes, in cents. */
const LARGEST_CENTS = 1_000_000_000;
const SHAPE = /^(\d{1,18}),(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d),(\d{1,18}),(\d{1,18}),([^,]{1,30})$/;

/** Reads one line. Rows that no bank would book, and lines that are no rows, come back with their reason. */
export function parseRow(line: string): Row | Unusable {
  const match = SHAPE.exec(line);
  const [, transactionId = '', on = '', hours, minutes, seconds, customerId = '', terminalId = '', amount = ''] =
    match ?? [];
  if (!match || !isDay(on)) return { transactionId: line.slice(0, 60), reason: `not a row of ${HEADER}` };
  const amountCents = centsOf(amount);
  if (amountCents === null) return { transactionId, reason: 'the amount is not a decimal with at most two places' };
  if (amountCents <= 0) return { transactionId, reason: `the amount is ${amount}: nothing to authorise` };
  if (amountCents > LARGEST_CENTS) return { transactionId, reason: 'the amount is above R$ 10 million' };
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return { transactionId, on, occurredAt: instantIn(on, ms), customerId, terminalId, amountCents };
}

export const isUsable = (row: Row | Unusable): row is Row => 'amountCents' in row;

/** A day that the calendar has: no 30 February. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

function centsOf(text: string): number | null {
  try {
    return centsOfDecimal(text);
  } catch {
    return null;
  }
}
