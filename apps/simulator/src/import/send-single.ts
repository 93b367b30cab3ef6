import type { IsoInstant } from '@faturaviva/calendar';
import { Refused } from '../patience.ts';
import type { PurchasesApi } from '../purchases-api.ts';
import { type PaymentRow, type ReportRow, type Row, without } from '../sources/source.ts';
import type { Replay } from './replay.ts';
import { recordSent, type SentAccount } from './sent.ts';

export interface Work {
  row: Row;
  account: SentAccount;
}

/** What has a request of its own. */
export type SingleWork = Work & { row: PaymentRow | ReportRow };

export interface SendOptions {
  purchases: PurchasesApi;
  portfolio: string;
  patienceMs: number;
  signal: AbortSignal;
}

/** Name of what is made of a row for ever: sent again, it is answered again and not made again. */
export const keyOf = (portfolio: string, sourceId: string): string => `${portfolio}:${sourceId}`;

/** @throws Away, Refused, or the reason of the signal */
export function sendSingle({ row, account }: SingleWork, options: SendOptions, into: Replay): Promise<void> {
  return row.kind === 'payment' ? pay(row, account, options, into) : report(row, account, options, into);
}

async function pay(row: PaymentRow, account: SentAccount, options: SendOptions, into: Replay): Promise<void> {
  const { sourceId, amountCents, method, occurredAt } = row;
  const key = keyOf(options.portfolio, sourceId);
  try {
    const request = { amountCents, method, receivedAt: occurredAt };
    const answer = await options.purchases.pay(key, account.accountId, request);
    recordSent(account, row, answer.seq);
    into.paid += 1;
    taken(row, account, answer, into);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refuse(row, error, into);
  }
}

/** A purchase that was declined, or that the bank would not have, is in no invoice: nobody reports it. */
async function report(row: ReportRow, account: SentAccount, options: SendOptions, into: Replay): Promise<void> {
  const purchaseId = into.unreported.get(row.of);
  if (purchaseId === undefined) return;
  const key = keyOf(options.portfolio, row.sourceId);
  const answer = await options.purchases.denyPurchase(key, purchaseId, row.occurredAt);
  into.unreported.delete(row.of);
  into.reported += 1;
  taken(row, account, answer, into);
}

interface Answer {
  seq: number;
  postedAt?: IsoInstant;
  replayed: boolean;
}

function taken(row: Row, account: SentAccount, { seq, postedAt, replayed }: Answer, into: Replay): void {
  account.lastSeq = Math.max(account.lastSeq, seq);
  reach(row, into);
  if (replayed) into.already += 1;
  if (postedAt !== undefined && postedAt > row.occurredAt) into.late += 1;
}

/** @throws Refused unless it is this row alone that the bank will not have */
export function refuse(row: Row, { status, code, message }: Omit<Refused, 'name' | 'fields'>, into: Replay): void {
  if (status !== 400) throw new Refused(status, code, message);
  into.leftOut.push(without(row, `the bank refused it: ${message}`));
}

export function reach({ occurredAt }: Row, into: Replay): void {
  into.reached = into.reached !== null && into.reached > occurredAt ? into.reached : occurredAt;
}
