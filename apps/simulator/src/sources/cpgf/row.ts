import { instantIn, isDay } from '../../sao-paulo-time.ts';
import { LARGEST_CENTS, type LeftOut, type PublishedRow, type PurchaseRow } from '../source.ts';
import { fieldsOf } from './csv.ts';
import { merchantOf } from './merchant.ts';

export const HEADER =
  'tx_id,statement_month,tx_date,holder_id,managing_unit,superior_body,tx_type,merchant_id,merchant_name,amount_cents';

/** Statements close on the 25th and carry the name of the month after: the day that fits the published data best. */
export const CLOSING_DAY = 25;

const TYPES = ['PURCHASE_BRL', 'PURCHASE_INTL', 'WITHDRAWAL_BRL', 'WITHDRAWAL_INTL'];
const NOON_MS = 12 * 3_600_000;
/** Rows of one date lie within eight hours and a half after noon. */
const MOST_MONTHS = 30;

/** Its statement's month is the one hint at its time when it has no date. */
export type Refusal = LeftOut & { published: PublishedRow };
export type BookableRow = PurchaseRow & { published: PublishedRow };

/** Reads one line. A row that a bank would refuse comes back with its reason. */
export function parseRow(line: string): BookableRow | Refusal {
  const fields = fieldsOf(line);
  const [sourceId = '', month = '', on = '', holder = '', , , type = '', merchantId = '', name = '', amount = ''] =
    fields ?? [];
  const published: PublishedRow = {
    sourceId: /^[\x21-\x7e]{1,60}$/.test(sourceId) ? sourceId : line.slice(0, 60),
    statement: month,
    on: isDay(on) ? on : null,
    holder,
    cash: type.startsWith('WITHDRAWAL_'),
    amountCents: /^-?\d{1,15}$/.test(amount) ? Number(amount) : 0,
  };
  const refuse = (reason: string): Refusal => ({ sourceId: published.sourceId, reason, published });
  if (fields?.length !== 10 || !/^[\x21-\x7e]{1,60}$/.test(sourceId)) return refuse(`not a row of ${HEADER}`);
  if (!isDay(`${month}-01`)) return refuse('the statement month is no month');
  if (type === 'SECRET') return refuse('secret: published without date, holder and merchant');
  if (!TYPES.includes(type)) return refuse('the kind of transaction is not known');
  if (!isDay(on)) return refuse('the date is no day');
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$/.test(holder)) return refuse('no holder is published');
  if (!/^-?\d{1,15}$/.test(amount)) return refuse('the amount is not a whole number of cents');
  const amountCents = Number(amount);
  if (amountCents <= 0) return refuse('the amount is zero or negative: nothing to authorise');
  if (amountCents > LARGEST_CENTS) return refuse('the amount is above R$ 10 million');
  const named = merchantOf(type, merchantId, name);
  if (!named) return refuse('nothing is left of the merchant’s name or id once odd characters are taken out');
  return {
    kind: 'purchase',
    sourceId,
    accountRef: `cpgf:${holder}`,
    on,
    occurredAt: instantIn(on, NOON_MS + offsetMs(sourceId, on, month)),
    amountCents,
    instalments: 1,
    merchant: named.merchant,
    notes: named.notes,
    published,
  };
}

/**
 * Only a day is published: noon, and after it a place that follows from the row alone, whatever other rows are read
 * with it. A key must always be sent with the same content.
 */
function offsetMs(sourceId: string, on: string, month: string): number {
  const number = Number(/^\d{6}-(\d{1,6})$/.exec(sourceId)?.[1] ?? 0);
  const months = (at: string) => Number(at.slice(0, 4)) * 12 + Number(at.slice(5, 7));
  const later = Math.min(MOST_MONTHS, Math.max(0, months(month) - months(on)));
  return later * 1_000_000 + number;
}
