import { setTimeout as sleep } from 'node:timers/promises';
import { Reference } from '@faturaviva/events';
import { Away, growingWaitMs } from '../patience.ts';
import type { PurchaseAnswer, PurchaseRequest } from '../purchases-api.ts';
import { sideBySide } from '../side-by-side.ts';
import { type PurchaseRow, without } from '../sources/source.ts';
import type { Replay } from './replay.ts';
import { keyOf, reach, refuse, type SendOptions, type SingleWork, sendSingle, type Work } from './send-single.ts';
import { recordSent, type SentAccount } from './sent.ts';

type PurchaseWork = Work & { row: PurchaseRow };

const SINGLES_AT_ONCE = 8;

/**
 * Sends rows, one account's in their order. Purchases go together; what follows a payment or a report of the same
 * account waits for it. @throws Away, Refused, or the reason of the signal
 */
export async function sendInOrder(batch: Work[], options: SendOptions, into: Replay): Promise<void> {
  for (let left = batch; left.length > 0; ) {
    const { purchases, singles, later } = untilSingle(left);
    if (purchases.length > 0) await sendPurchases(purchases, options, into);
    await sideBySide(singles, SINGLES_AT_ONCE, (work) => sendSingle(work, options, into));
    left = later;
  }
}

function untilSingle(work: Work[]): { purchases: PurchaseWork[]; singles: SingleWork[]; later: Work[] } {
  const waitedFor = new Set<SentAccount>();
  const purchases: PurchaseWork[] = [];
  const singles: SingleWork[] = [];
  const later: Work[] = [];
  for (const item of work) {
    const { row, account } = item;
    if (waitedFor.has(account)) later.push(item);
    else if (row.kind === 'purchase') purchases.push({ row, account });
    else {
      waitedFor.add(account);
      singles.push({ row, account });
    }
  }
  return { purchases, singles, later };
}

/** Items that could not be decided yet are sent again before anything newer, with the same keys, until all are. */
async function sendPurchases(batch: PurchaseWork[], options: SendOptions, into: Replay): Promise<void> {
  const { purchases, portfolio, patienceMs, signal } = options;
  let answeredAt = performance.now();
  let left = batch;
  for (let attempt = 1; ; attempt++) {
    const outcomes = await purchases.purchaseBatch(
      left.map((work) => ({ key: keyOf(portfolio, work.row.sourceId), request: requestOf(work) })),
    );
    const again: PurchaseWork[] = [];
    for (const [index, work] of left.entries()) {
      const outcome = outcomes[index];
      if (outcome?.kind === 'answered') record(work, outcome.answer, into);
      else if (outcome?.kind === 'refused') refuse(work.row, outcome, into);
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

function requestOf({ row, account: { cardId } }: PurchaseWork): PurchaseRequest {
  const { sourceId, amountCents, instalments, merchant, occurredAt } = row;
  // A published id in other letters than the bank takes stays in the key alone.
  const named = Reference.safeParse(sourceId).success ? { sourceId } : {};
  return { cardId, amountCents, instalments, merchant, occurredAt, ...named };
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
  if (row.denied) into.unreported.set(row.sourceId, answer.purchaseId);
  if (row.published) into.booked.push({ accountId: account.accountId, seq: answer.seq, row: row.published });
  if (answer.replayed) into.already += 1;
  if (answer.postedAt > row.occurredAt) into.late += 1;
  for (const note of row.notes ?? []) into.notes.set(note, (into.notes.get(note) ?? 0) + 1);
}
