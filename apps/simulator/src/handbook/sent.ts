import type { Row } from './row.ts';

/** How many purchases, and their sum in cents. */
export interface Purchases {
  count: number;
  cents: number;
}

/** What one account was sent in one month of São Paulo, `YYYY-MM`. */
export interface SentMonth extends Purchases {
  /** Amount of each purchase, by its place in the account: `seq` tells our purchases from those of others. */
  bySeq: Map<number, number>;
}

export interface SentAccount {
  reference: string;
  accountId: string;
  cardId: string;
  partition: number;
  /** The newest that an answer named: once the invoices have read it, they have read all that was sent. */
  lastSeq: number;
  months: Map<string, SentMonth>;
}

/** A purchase that was authorised, whether in this run or, by its key, in an earlier one. */
export function recordSent(account: SentAccount, row: Row, seq: number): void {
  const month = row.on.slice(0, 7);
  let sent = account.months.get(month);
  if (!sent) {
    sent = { count: 0, cents: 0, bySeq: new Map() };
    account.months.set(month, sent);
  }
  sent.count += 1;
  sent.cents += row.amountCents;
  sent.bySeq.set(seq, row.amountCents);
}
