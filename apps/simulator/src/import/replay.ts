import { setTimeout as sleep } from 'node:timers/promises';
import { type IsoDate, type IsoInstant, startOfDay } from '@faturaviva/calendar';
import { cardTransactions } from '@faturaviva/events';
import { Mistake } from '../mistake.ts';
import { Pacer } from '../pacer.ts';
import { Refused } from '../patience.ts';
import { BATCH_LIMIT, type PurchasesApi } from '../purchases-api.ts';
import { closingMonthOf, endOfDay, openingDayOf, startOfMonth } from '../sao-paulo-time.ts';
import { sideBySide } from '../side-by-side.ts';
import { isRow, type LeftOut, type PublishedRow, type Row, type Source } from '../sources/source.ts';
import { BusinessClock } from './business-clock.ts';
import { Lanes } from './lanes.ts';
import { sendInOrder } from './send.ts';
import type { Work } from './send-single.ts';
import type { SentAccount } from './sent.ts';

export interface ReplayOptions {
  source: Source;
  purchases: PurchasesApi;
  portfolio: string;
  /** Rows per second; Infinity: as fast as they are answered. */
  rate: number;
  /** At most so many purchases and payments. */
  limit: number;
  patienceMs: number;
  signal: AbortSignal;
}

/** A row of a published statement that was booked: its line bears this `seq`. */
export interface Booked {
  accountId: string;
  seq: number;
  row: PublishedRow;
}

/** Grows while a replay runs. */
export interface Replay {
  accounts: Map<string, SentAccount>;
  /** Purchases authorised, `already` included. */
  sent: number;
  /** Payments taken. */
  paid: number;
  /** Reports of fraud taken. */
  reported: number;
  /** Approved purchases that their holder denies, until that is reported: `purchaseId` by `sourceId`. */
  unreported: Map<string, string>;
  /** What was known by its key from an earlier run. */
  already: number;
  /** Posted after their own time, because their account had a later fact. */
  late: number;
  declined: LeftOut[];
  leftOut: LeftOut[];
  /** Of a source that knows its statements. */
  booked: Booked[];
  /** Rows sent, by what had to be decided about them. */
  notes: Map<string, number>;
  /** Time of the newest row that was taken up. */
  reached: IsoInstant | null;
}

export const newReplay = (): Replay => ({
  accounts: new Map(),
  sent: 0,
  paid: 0,
  reported: 0,
  unreported: new Map(),
  already: 0,
  late: 0,
  declined: [],
  leftOut: [],
  booked: [],
  notes: new Map(),
  reached: null,
});

/** Rows that are taken up together: their new accounts are opened side by side. */
const CHUNK = 1_000;
const OPENED_AT_ONCE = 128;
const CAPACITY = cardTransactions.partitions * BATCH_LIMIT * 2;

/**
 * Sends rows day by day. One batch is in flight per partition of accounts, so that an account's rows stay in order.
 * Before a day's rows are sent, all earlier ones have been answered and the portfolio's clock stands at the end of
 * that day; at the end it stands at the end of the span. @throws Mistake, Away, Refused, or the reason of the signal;
 * `into` says how far it came. Resolves with the clock; `null` when there was nothing to send.
 */
export async function replay(options: ReplayOptions, into: Replay): Promise<BusinessClock | null> {
  const { source, purchases, portfolio, rate, signal } = options;
  const pacer = new Pacer(rate);
  const lanes = new Lanes<Work>((batch) => sendInOrder(batch, options, into), {
    capacity: CAPACITY,
    most: BATCH_LIMIT,
  });
  const ended = { early: false };
  let clock: BusinessClock | null = null;
  let startsAt = '';
  let day: IsoDate = '';
  for await (const chunk of chunksOf(source.rows(), options.limit, into, ended)) {
    const on = chunk[0]?.on ?? day;
    if (!clock) {
      startsAt = startOfMonth(on);
      clock = await BusinessClock.open(purchases, portfolio, startsAt);
      if (!clock) throw new Mistake(`Portfolio ${portfolio} runs by the wall clock: choose another with --portfolio.`);
    }
    if (on > day) {
      await lanes.idle();
      await clock.reach(endOfDay(on));
      day = on;
    }
    await openAccounts(chunk, startsAt, options, into);
    for (const row of chunk) {
      const waitMs = pacer.waitMs(performance.now());
      if (waitMs > 0) await sleep(waitMs, undefined, { signal });
      signal.throwIfAborted();
      pacer.happened(performance.now());
      const account = accountOf(row, into);
      await lanes.add(account.partition, { row, account });
    }
  }
  await lanes.idle();
  if (!ended.early) await clock?.reach(endOfDay(source.span.to));
  return clock;
}

/** Rows of one day each, in order. What cannot be booked goes to `leftOut`. */
async function* chunksOf(
  rows: AsyncIterable<Row | LeftOut>,
  limit: number,
  into: Replay,
  ended: { early: boolean },
): AsyncGenerator<Row[]> {
  let chunk: Row[] = [];
  let taken = 0;
  for await (const row of rows) {
    if (!isRow(row)) {
      into.leftOut.push(row);
      continue;
    }
    if (chunk.length >= CHUNK || (chunk[0] && chunk[0].on !== row.on)) {
      yield chunk;
      chunk = [];
    }
    chunk.push(row);
    if (row.kind === 'report') continue;
    taken += 1;
    ended.early = taken >= limit;
    if (ended.early) break;
  }
  if (chunk.length > 0) yield chunk;
}

function accountOf(row: Row, { accounts }: Replay): SentAccount {
  const account = accounts.get(row.accountRef);
  if (!account) throw new Error(`no account for ${row.accountRef}`);
  return account;
}

async function openAccounts(chunk: Row[], startsAt: IsoInstant, options: ReplayOptions, into: Replay): Promise<void> {
  const newcomers = new Map<string, Row>();
  for (const row of chunk) {
    if (!into.accounts.has(row.accountRef) && !newcomers.has(row.accountRef)) newcomers.set(row.accountRef, row);
  }
  await sideBySide([...newcomers.values()], OPENED_AT_ONCE, async ({ accountRef, on }) => {
    const { closingDay } = options.source.termsOf(accountRef);
    const opening = startOfDay(openingDayOf(closingMonthOf(on, closingDay), closingDay));
    into.accounts.set(accountRef, await open(accountRef, opening > startsAt ? opening : startsAt, options));
  });
}

/** Opened with the cycle of its first row, so that it has no invoices from before anybody used it. */
async function open(
  reference: string,
  openedAt: IsoInstant,
  { source, purchases, portfolio }: ReplayOptions,
): Promise<SentAccount> {
  const terms = source.termsOf(reference);
  const { accountId, partition, seq } = await purchases
    .openAccount({ reference, portfolio, ...terms, openedAt })
    .catch((error: unknown) => {
      if (!(error instanceof Refused) || error.code !== 'other-terms') throw error;
      throw new Mistake(
        `Portfolio ${portfolio} holds ${reference} under other terms: choose another with --portfolio.`,
      );
    });
  const card = await purchases.issueCard(accountId, { reference: 'main', issuedAt: openedAt });
  const { closingDay } = terms;
  const lastSeq = Math.max(seq, card.seq);
  return {
    reference,
    accountId,
    cardId: card.cardId,
    partition,
    closingDay,
    lastSeq,
    seqs: new Set(),
    months: new Map(),
  };
}
