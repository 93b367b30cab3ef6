import type { CycleDates } from '@faturaviva/calendar';
import { type PoolClient, pgArray } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import type { BatchRecord } from '@faturaviva/kafka';
import { loadHolds } from './load-holds.ts';
import { loadReferences } from './load-references.ts';
import { readMessage } from './read-message.ts';
import type { LastInvoice } from './rules/charges.ts';
import { type Account, newAccount, nextSeq } from './rules/difference.ts';
import { MAX_INT, type Message } from './rules/message.ts';
import type { Card, Invoice } from './rules/state.ts';

// Statements are not named: a plan kept from when the tables were empty would scan them whole for ever after.

const STATES = `
  SELECT account_id AS "accountId", partition, portfolio, reference, policy, epoch, seq, cycle,
    limit_cents::float8 AS "limitCents", limit_seq AS "limitSeq", closing_day AS "closingDay", due_day AS "dueDay",
    days_seq AS "daysSeq", posted_at AS "postedAt", last_invoice AS last
  FROM account_state WHERE account_id = ANY($1::uuid[])`;

const INVOICES = `
  SELECT i.account_id AS "accountId", i.cycle, i.opens_on::text AS "opensOn", i.closes_on::text AS "closesOn",
    i.due_on::text AS "dueOn", i.chargeable_from::text AS "chargeableFrom", i.total_cents::float8 AS "totalCents",
    i.purchases_cents::float8 AS "purchasesCents", i.payments_cents::float8 AS "paymentsCents",
    i.carried_cents::float8 AS "carriedCents", i.credits_cents::float8 AS "creditsCents",
    i.financed_cents::float8 AS "financedCents", i.charges_cents::float8 AS "chargesCents",
    i.line_count AS "lineCount", i.first_seq AS "firstSeq", encode(i.chain, 'hex') AS chain
  FROM account_state s JOIN invoice i ON i.account_id = s.account_id AND i.cycle >= s.cycle
  WHERE s.account_id = ANY($1::uuid[])`;

const CARDS = `
  SELECT account_id AS "accountId", card_id AS "cardId", last4, kind, blocked, blocked_seq AS "blockedSeq" FROM card
  WHERE account_id = ANY($1::uuid[])`;

const PARKED = `
  SELECT account_id AS "accountId", seq, message->'headers'->>'ce_type' AS type FROM parked_message
  WHERE account_id = ANY($1::uuid[]) AND seq IS NOT NULL ORDER BY "offset" DESC`;

const WAITING = `
  SELECT account_id AS "accountId", seq, partition, "offset"::float8, timestamp::float8, headers, value
  FROM waiting_fact WHERE account_id = ANY($1::uuid[])`;

const KNOWN = `
  SELECT w.account_id AS "accountId", w.seq, encode(COALESCE(a.hash, sha256(q.value)), 'hex') AS hash
  FROM unnest($1::uuid[], $2::int[]) w(account_id, seq)
  LEFT JOIN LATERAL (SELECT hash FROM applied_fact f WHERE f.account_id = w.account_id AND f.seq = w.seq LIMIT 1) a ON true
  LEFT JOIN waiting_fact q ON q.account_id = w.account_id AND q.seq = w.seq
  WHERE a.hash IS NOT NULL OR q.value IS NOT NULL`;

interface StateRow {
  accountId: string;
  partition: number;
  portfolio: string;
  reference: string;
  policy: string;
  epoch: number;
  seq: number;
  cycle: number;
  limitCents: number;
  limitSeq: number;
  closingDay: number;
  dueDay: number;
  daysSeq: number;
  postedAt: Date;
  last: LastInvoice | null;
}
type InvoiceRow = Omit<Invoice, 'dates'> & { accountId: string } & { [Field in keyof CycleDates]: string | null };
type WaitingRow = Pick<BatchRecord, 'partition' | 'offset' | 'timestamp' | 'headers'> & {
  accountId: string;
  seq: number;
  value: Buffer;
};

/**
 * All that the fold may ask about the accounts of a batch, in plain selects: the offset row that the transaction
 * holds keeps every other writer of this partition's accounts away. `lacking`: accounts of which it asked what there is
 * to refer to, which takes a search and is asked of accounts with parked facts only.
 */
export async function loadAccounts(
  tx: PoolClient,
  messages: readonly Message[],
  lacking: ReadonlySet<string> = new Set(),
): Promise<Account[]> {
  const ids = [...new Set(messages.flatMap(({ accountId }) => accountId ?? []))];
  const accounts = new Map(ids.map((accountId) => [accountId, newAccount(accountId)]));
  await loadStates(tx, accounts);
  const all = [pgArray(ids)];
  const parked = await tx.query<{ accountId: string; seq: number; type: string | null }>(PARKED, all);
  for (const { accountId, seq, type } of parked.rows) accounts.get(accountId)?.parked.set(seq, type);
  await loadWaiting(tx, accounts, messages);
  await loadKnown(tx, accounts, messages);
  await loadHolds(tx, accounts, messages);
  await loadReferences(tx, accounts, messages, lacking);
  return [...accounts.values()];
}

async function loadStates(tx: PoolClient, accounts: Map<string, Account>): Promise<void> {
  const all = [pgArray([...accounts.keys()])];
  const states = await tx.query<StateRow>(STATES, all);
  const known = new Map(states.rows.map((row) => [row.accountId, new Map<number, Invoice>()]));
  const cards = new Map(states.rows.map((row) => [row.accountId, new Map<string, Card>()]));
  for (const row of (await tx.query<InvoiceRow>(INVOICES, all)).rows)
    known.get(row.accountId)?.set(row.cycle, toInvoice(row));
  for (const row of (await tx.query<Card & { accountId: string; cardId: string }>(CARDS, all)).rows)
    cards.get(row.accountId)?.set(row.cardId, toCard(row));
  for (const { partition, postedAt, ...row } of states.rows) {
    const account = accounts.get(row.accountId);
    if (!account) continue;
    account.partition = partition;
    account.state = {
      ...row,
      postedAt: postedAt.toISOString(),
      invoices: known.get(row.accountId) ?? new Map(),
      cards: cards.get(row.accountId) ?? new Map(),
      holds: new Map(),
    };
  }
}

function toInvoice({ cycle, opensOn, closesOn, dueOn, chargeableFrom, ...sums }: InvoiceRow): Invoice {
  const dates = opensOn && closesOn && dueOn && chargeableFrom ? { opensOn, closesOn, dueOn, chargeableFrom } : null;
  const { totalCents, purchasesCents, paymentsCents, carriedCents, creditsCents, financedCents, chargesCents } = sums;
  const { lineCount, firstSeq, chain } = sums;
  return {
    cycle,
    dates,
    totalCents,
    purchasesCents,
    paymentsCents,
    carriedCents,
    creditsCents,
    financedCents,
    chargesCents,
    lineCount,
    firstSeq,
    chain,
  };
}

const toCard = ({ last4, kind, blocked, blockedSeq }: Card): Card => ({ last4, kind, blocked, blockedSeq });

/**
 * Only of accounts that this batch can move: one that stays behind its gap keeps its messages in the table, however
 * many they have become.
 */
async function loadWaiting(tx: PoolClient, accounts: Map<string, Account>, messages: readonly Message[]) {
  const moving = new Set<string>();
  for (const { accountId, seq } of messages) {
    if (accountId !== null && seq !== null && seq <= nextSeq(accounts.get(accountId))) moving.add(accountId);
  }
  const { rows } = await tx.query<WaitingRow>(WAITING, [pgArray([...moving])]);
  for (const { accountId, seq, value, ...place } of rows) {
    const message = readMessage({ ...place, topic: cardTransactions.name, key: accountId, value });
    const account = accounts.get(accountId);
    if (!account || message.kind === 'unusable') continue;
    account.known.set(seq, message.hash);
    if (seq >= nextSeq(account)) account.waiting.set(seq, message);
    else if (message.kind === 'fact') account.referring.set(seq, message);
  }
}

/** Hashes for each `seq` that is not simply the next one of its account. */
async function loadKnown(tx: PoolClient, accounts: Map<string, Account>, messages: readonly Message[]) {
  const expected = new Map<string, number>();
  const asked: [string, number][] = [];
  for (const { accountId, seq } of messages) {
    if (accountId === null || seq === null || seq > MAX_INT) continue;
    const next = expected.get(accountId) ?? nextSeq(accounts.get(accountId));
    if (seq === next) expected.set(accountId, next + 1);
    else asked.push([accountId, seq]);
  }
  if (asked.length === 0) return;
  const { rows } = await tx.query<{ accountId: string; seq: number; hash: string }>(KNOWN, [
    pgArray(asked.map(([accountId]) => accountId)),
    pgArray(asked.map(([, seq]) => seq)),
  ]);
  for (const { accountId, seq, hash } of rows) accounts.get(accountId)?.known.set(seq, hash);
}
