import { centsOfDecimal } from '@faturaviva/money';
import { instantIn, isDay } from '../../sao-paulo-time.ts';
import { LARGEST_CENTS, type LeftOut, type PurchaseRow } from '../source.ts';

export const HEADER = 'transaction_id,tx_datetime,customer_id,terminal_id,amount';

const SHAPE = /^(\d{1,18}),(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d),(\d{1,18}),(\d{1,18}),([^,]{1,30})$/;

/**
 * Reads one line. Its time has no zone: it is read as São Paulo's. Rows that no bank would book, and lines that are no
 * rows, come back with their reason.
 */
export function parseRow(line: string): PurchaseRow | LeftOut {
  const match = SHAPE.exec(line);
  const [, sourceId = '', on = '', hours, minutes, seconds, customer = '', terminal = '', amount = ''] = match ?? [];
  if (!match || !isDay(on)) return { sourceId: line.slice(0, 60), reason: `not a row of ${HEADER}` };
  const amountCents = centsOf(amount);
  if (amountCents === null) return { sourceId, reason: 'the amount is not a decimal with at most two places' };
  if (amountCents <= 0) return { sourceId, reason: `the amount is ${amount}: nothing to authorise` };
  if (amountCents > LARGEST_CENTS) return { sourceId, reason: 'the amount is above R$ 10 million' };
  const ms = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return {
    kind: 'purchase',
    sourceId,
    accountRef: `handbook:${customer}`,
    on,
    occurredAt: instantIn(on, ms),
    amountCents,
    instalments: 1,
    merchant: { id: `terminal:${terminal}`, name: `Terminal ${terminal}`, mcc: '5999' },
  };
}

function centsOf(text: string): number | null {
  try {
    return centsOfDecimal(text);
  } catch {
    return null;
  }
}
