import { splitInstalments } from '@faturaviva/money';
import { closingMonthOf, monthAfter } from '../sao-paulo-time.ts';
import type { Booking, PurchaseRow } from '../sources/source.ts';

/** Lines of purchases and instalments: how many, and their sum in cents. */
export interface Purchases {
  count: number;
  cents: number;
}

/** What an account was sent, or what an invoice of it shows, in the cycle that closes in a month. */
export interface Amounts extends Purchases {
  /** Payments, as a positive sum. */
  paidCents: number;
}

export const NOTHING: Amounts = { count: 0, cents: 0, paidCents: 0 };

export const add = (a: Amounts, b: Amounts): Amounts => ({
  count: a.count + b.count,
  cents: a.cents + b.cents,
  paidCents: a.paidCents + b.paidCents,
});

export interface SentAccount {
  reference: string;
  accountId: string;
  cardId: string;
  partition: number;
  closingDay: number;
  /** The newest that an answer named: once the invoices have read it, they have read all that was sent. */
  lastSeq: number;
  /** Of every purchase and payment of this run: they tell our lines from those of others. */
  seqs: Set<number>;
  /** By `YYYY-MM`. */
  months: Map<string, Amounts>;
}

/**
 * A purchase that was authorised or a payment that was taken, whether in this run or, by its key, in an earlier one.
 * Instalment k is expected in the k-th cycle from the row's own. False: the same row has been recorded before.
 */
export function recordSent(account: SentAccount, row: Booking, seq: number): boolean {
  if (account.seqs.has(seq)) return false;
  account.seqs.add(seq);
  const month = closingMonthOf(row.on, account.closingDay);
  if (row.kind === 'payment') {
    expect(account, month, { ...NOTHING, paidCents: row.amountCents });
    return true;
  }
  linesOf(row).forEach((cents, index) => {
    expect(account, index === 0 ? month : monthAfter(month, index), { count: 1, cents, paidCents: 0 });
  });
  return true;
}

const linesOf = ({ amountCents, instalments }: PurchaseRow): number[] => splitInstalments(amountCents, instalments);

function expect(account: SentAccount, month: string, amounts: Amounts): void {
  account.months.set(month, add(account.months.get(month) ?? NOTHING, amounts));
}
