import { setTimeout as sleep } from 'node:timers/promises';
import { type IsoInstant, startOfDay } from '@faturaviva/calendar';
import type { PurchasesApi } from '../api.ts';
import { Lanes } from '../lanes.ts';
import { Mistake } from '../mistake.ts';
import { Pacer } from '../pacer.ts';
import { Refused } from '../patience.ts';
import { isUsable, type Row, type Unusable } from './row.ts';
import { recordSent, type SentAccount } from './sent.ts';

export interface ReplayOptions {
  purchases: PurchasesApi;
  portfolio: string;
  /** First instant of the month in which accounts are opened; by default that of the first row. */
  openedAt?: IsoInstant;
  /** Purchases per second; Infinity: as fast as they are answered. */
  rate: number;
  /** At most so many purchases. */
  limit: number;
  signal: AbortSignal;
}

/** Grows while a replay runs. */
export interface Replay {
  accounts: Map<string, SentAccount>;
  /** Authorised, `already` included. */
  sent: number;
  /** Known by their key from an earlier run. */
  already: number;
  /** Posted after their own time, because their account had a later fact. */
  late: number;
  declined: { transactionId: string; reason: string }[];
  leftOut: Unusable[];
  /** Time of the newest row that was taken up. */
  reached: IsoInstant | null;
}

export const newReplay = (): Replay => ({
  accounts: new Map(),
  sent: 0,
  already: 0,
  late: 0,
  declined: [],
  leftOut: [],
  reached: null,
});

const TERMS = { limitCents: 100_000_000, closingDay: 31, dueDay: 10 };
const LANES = 12;
/** Rows whose accounts are opened together. */
const CHUNK = 1_000;

/** Name of a row's purchase for ever: sent again, it is answered again and not made again. */
export const keyOf = (portfolio: string, transactionId: string): string => `${portfolio}:${transactionId}`;

/** First instant, in São Paulo, of the month of a day or of an earlier month's name. */
export const startOfMonth = (day: string): IsoInstant => startOfDay(`${day.slice(0, 7)}-01`);

interface Work {
  row: Row;
  account: SentAccount;
}

/**
 * Sends rows as purchases, one account per customer. One request is in flight per partition of accounts, so that an
 * account's purchases stay in order. @throws Away, Refused, or the reason of the signal; `into` says how far it came
 */
export async function replay(
  rows: AsyncIterable<Row | Unusable>,
  options: ReplayOptions,
  into: Replay = newReplay(),
): Promise<Replay> {
  const pacer = new Pacer(options.rate);
  const lanes = new Lanes<Work>((work) => send(work, options, into), 2 * CHUNK);
  for await (const chunk of chunksOf(rows, options.limit, into)) {
    await openAccounts(chunk, options, into);
    for (const row of chunk) {
      const account = into.accounts.get(row.customerId);
      if (!account) throw new Error(`no account for customer ${row.customerId}`);
      const waitMs = pacer.waitMs(performance.now());
      if (waitMs > 0) await sleep(waitMs, undefined, { signal: options.signal });
      options.signal.throwIfAborted();
      pacer.happened(performance.now());
      await lanes.add(account.partition, { row, account });
    }
  }
  await lanes.idle();
  return into;
}

async function* chunksOf(rows: AsyncIterable<Row | Unusable>, limit: number, into: Replay): AsyncGenerator<Row[]> {
  let chunk: Row[] = [];
  let taken = 0;
  for await (const row of rows) {
    if (!isUsable(row)) {
      into.leftOut.push(row);
      continue;
    }
    chunk.push(row);
    taken += 1;
    if (taken >= limit) break;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

async function openAccounts(chunk: Row[], options: ReplayOptions, into: Replay): Promise<void> {
  const newcomers = [...new Set(chunk.map((row) => row.customerId))].filter((id) => !into.accounts.has(id));
  options.openedAt ??= startOfMonth(chunk[0]?.on ?? '');
  const lanes = new Lanes<string>((customer) => open(customer, options, into), newcomers.length + 1);
  for (const [index, customer] of newcomers.entries()) await lanes.add(index % LANES, customer);
  await lanes.idle();
}

async function open(
  customer: string,
  { purchases, portfolio, openedAt = '' }: ReplayOptions,
  into: Replay,
): Promise<void> {
  const reference = `handbook:${customer}`;
  const { accountId, partition, seq } = await purchases
    .openAccount({ reference, portfolio, ...TERMS, openedAt })
    .catch((error: unknown) => {
      if (!(error instanceof Refused) || error.code !== 'other-terms') throw error;
      throw new Mistake(
        `Portfolio ${portfolio} holds ${reference} under other terms: choose another with --portfolio.`,
      );
    });
  const card = await purchases.issueCard(accountId, { reference: 'main', issuedAt: openedAt });
  const lastSeq = Math.max(seq, card.seq);
  into.accounts.set(customer, { reference, accountId, cardId: card.cardId, partition, lastSeq, months: new Map() });
}

async function send({ row, account }: Work, { purchases, portfolio }: ReplayOptions, into: Replay): Promise<void> {
  const { transactionId, terminalId, amountCents, occurredAt } = row;
  const merchant = { id: `terminal:${terminalId}`, name: `Terminal ${terminalId}`, mcc: '5999' };
  into.reached = into.reached !== null && into.reached > occurredAt ? into.reached : occurredAt;
  try {
    const request = { cardId: account.cardId, amountCents, instalments: 1, merchant, occurredAt };
    const answer = await purchases.purchase(keyOf(portfolio, transactionId), request);
    account.lastSeq = Math.max(account.lastSeq, answer.seq);
    if (answer.status === 'declined') {
      into.declined.push({ transactionId, reason: answer.reason ?? 'unknown' });
      return;
    }
    recordSent(account, row, answer.seq);
    into.sent += 1;
    if (answer.replayed) into.already += 1;
    if (answer.postedAt > occurredAt) into.late += 1;
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 400) throw error;
    into.leftOut.push({ transactionId, reason: `the bank refused it: ${error.message}` });
  }
}
