import { setTimeout as sleep } from 'node:timers/promises';
import { Away, growingWaitMs, Refused } from '../patience.ts';
import type { PurchaseAnswer, PurchasesApi } from '../purchases-api.ts';
import { sideBySide } from '../side-by-side.ts';
import { type PaymentRow, type PurchaseRow, type Row, without } from '../sources/source.ts';
import type { Replay } from './replay.ts';
import { recordSent, type SentAccount } from './sent.ts';

export interface Work {
  row: Row;
  account: SentAccount;
}

type PurchaseWork = Work & { row: PurchaseRow };
type PaymentWork = Work & { row: PaymentRow };

interface SendOptions {
  purchases: PurchasesApi;
  portfolio: string;
  patienceMs: number;
  signal: AbortSignal;
}

const PAID_AT_ONCE = 8;

/** Name of a row's purchase or payment for ever: sent again, it is answered again and not made again. */
export const keyOf = (portfolio: string, sourceId: string): string => `${portfolio}:${sourceId}`;

/**
 * Sends rows, one account's in their order. Purchases go together; what follows a payment of the same account waits
 * for it. @throws Away, Refused, or the reason of the signal
 */
export async function sendInOrder(batch: Work[], options: SendOptions, into: Replay): Promise<void> {
  for (let left = batch; left.length > 0; ) {
    const { purchases, payments, later } = untilPaid(left);
    if (purchases.length > 0) await sendPurchases(purchases, options, into);
    await sideBySide(payments, PAID_AT_ONCE, (work) => pay(work, options, into));
    left = later;
  }
}

function untilPaid(work: Work[]): { purchases: PurchaseWork[]; payments: PaymentWork[]; later: Work[] } {
  const paying = new Set<SentAccount>();
  const purchases: PurchaseWork[] = [];
  const payments: PaymentWork[] = [];
  const later: Work[] = [];
  for (const item of work) {
    const { row, account } = item;
    if (paying.has(account)) later.push(item);
    else if (row.kind === 'purchase') purchases.push({ row, account });
    else {
      paying.add(account);
      payments.push({ row, account });
    }
  }
  return { purchases, payments, later };
}

/** Items that could not be decided yet are sent again before anything newer, with the same keys, until all are. */
async function sendPurchases(batch: PurchaseWork[], options: SendOptions, into: Replay): Promise<void> {
  const { purchases, portfolio, patienceMs, signal } = options;
  let answeredAt = performance.now();
  let left = batch;
  for (let attempt = 1; ; attempt++) {
    const outcomes = await purchases.purchaseBatch(
      left.map(({ row: { sourceId, amountCents, instalments, merchant, occurredAt }, account: { cardId } }) => ({
        key: keyOf(portfolio, sourceId),
        request: { cardId, amountCents, instalments, merchant, occurredAt },
      })),
    );
    const again: PurchaseWork[] = [];
    for (const [index, work] of left.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind === 'answered') record(work, outcome.answer, into);
      else if (outcome?.kind === 'refused') refuse(work, outcome, into);
      else again.push(work);
    }
    if (again.length === 0) return;
    const now = performance.now();
    if (again.length < left.length) {
      answeredAt = now;
      attempt = 1;
    }
    if (now - answeredAt > patienceMs) throw new Away('some purchases of a batch were put off again and again');
    left = again;
    await sleep(growingWaitMs(attempt), undefined, { signal });
  }
}

function record({ row, account }: PurchaseWork, answer: PurchaseAnswer, into: Replay): void {
  account.lastSeq = Math.max(account.lastSeq, answer.seq);
  reach(row, into);
  if (answer.status === 'declined') {
    into.declined.push(without(row, answer.reason ?? 'unknown'));
    return;
  }
  if (!recordSent(account, row, answer.seq)) {
    into.leftOut.push(without(row, 'the same row stood there before'));
    return;
  }
  into.sent += 1;
  if (row.published) into.booked.push({ accountId: account.accountId, seq: answer.seq, row: row.published });
  if (answer.replayed) into.already += 1;
  if (answer.postedAt > row.occurredAt) into.late += 1;
  for (const note of row.notes ?? []) into.notes.set(note, (into.notes.get(note) ?? 0) + 1);
}

/** @throws Refused unless it is this row alone that the bank will not have */
function refuse({ row }: Work, { status, code, message }: Omit<Refused, 'name' | 'fields'>, into: Replay): void {
  if (status !== 400) throw new Refused(status, code, message);
  into.leftOut.push(without(row, `the bank refused it: ${message}`));
}

async function pay({ row, account }: PaymentWork, options: SendOptions, into: Replay): Promise<void> {
  const { sourceId, amountCents, method, occurredAt } = row;
  const key = keyOf(options.portfolio, sourceId);
  try {
    const request = { amountCents, method, receivedAt: occurredAt };
    const answer = await options.purchases.pay(key, account.accountId, request);
    account.lastSeq = Math.max(account.lastSeq, answer.seq);
    reach(row, into);
    recordSent(account, row, answer.seq);
    into.paid += 1;
    if (answer.replayed) into.already += 1;
    if ((answer.postedAt ?? occurredAt) > occurredAt) into.late += 1;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    refuse({ row, account }, error, into);
  }
}

function reach({ occurredAt }: Row, into: Replay): void {
  into.reached = into.reached !== null && into.reached > occurredAt ? into.reached : occurredAt;
}
