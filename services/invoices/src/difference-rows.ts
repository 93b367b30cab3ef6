import { pgArray } from '@faturaviva/database';
import type { ParkedMessage } from '@faturaviva/events';
import { parkedId } from './ids.ts';
import type { Difference, Parked } from './rules/difference.ts';
import type { FactMessage, UnknownMessage } from './rules/message.ts';

type Item = string | number | bigint | boolean | null;
/** Type of a column in Postgres, and its value of one row. */
type Columns<Row> = Record<string, readonly [type: string, value: (row: Row) => Item]>;

interface Source<Row> {
  /** `unnest(…) AS v(…)` over this source's parameters. */
  from: string;
  arrays(rows: readonly Row[]): string[];
}

let parameters = 0;

/** Rows as one array per column: a statement takes any number of them with the same text. */
function source<Row>(columns: Columns<Row>): Source<Row> {
  const entries = Object.entries(columns);
  const arrays = entries.map(([, [type]]) => `$${++parameters}::${type}[]`);
  return {
    from: `unnest(${arrays.join(', ')}) AS v(${entries.map(([name]) => name).join(', ')})`,
    arrays: (rows) => entries.map(([, [, value]]) => pgArray(rows.map((row) => value(row)))),
  };
}

const bytea = (hex: string): string => `\\x${hex}`;

type Of<K extends keyof Difference> =
  Difference[K] extends Map<string, infer Row> ? Row : Difference[K] extends readonly (infer Row)[] ? Row : never;

const states = source<Of<'states'> & { partition: number }>({
  account_id: ['uuid', (row) => row.accountId],
  portfolio: ['text', (row) => row.portfolio],
  reference: ['text', (row) => row.reference],
  partition: ['smallint', (row) => row.partition],
  policy: ['text', (row) => row.policy],
  epoch: ['int', (row) => row.epoch],
  seq: ['int', (row) => row.seq],
  cycle: ['int', (row) => row.cycle],
  limit_cents: ['bigint', (row) => row.limitCents],
  limit_seq: ['int', (row) => row.limitSeq],
  closing_day: ['smallint', (row) => row.closingDay],
  due_day: ['smallint', (row) => row.dueDay],
  days_seq: ['int', (row) => row.daysSeq],
  posted_at: ['timestamptz', (row) => row.postedAt],
  last_invoice: ['jsonb', (row) => row.last && jsonb(row.last)],
});

const invoices = source<Of<'invoices'>>({
  account_id: ['uuid', (row) => row.accountId],
  cycle: ['int', (row) => row.cycle],
  opens_on: ['date', (row) => row.dates?.opensOn ?? null],
  closes_on: ['date', (row) => row.dates?.closesOn ?? null],
  due_on: ['date', (row) => row.dates?.dueOn ?? null],
  chargeable_from: ['date', (row) => row.dates?.chargeableFrom ?? null],
  total_cents: ['bigint', (row) => row.totalCents],
  purchases_cents: ['bigint', (row) => row.purchasesCents],
  payments_cents: ['bigint', (row) => row.paymentsCents],
  carried_cents: ['bigint', (row) => row.carriedCents],
  credits_cents: ['bigint', (row) => row.creditsCents],
  financed_cents: ['bigint', (row) => row.financedCents],
  charges_cents: ['bigint', (row) => row.chargesCents],
  line_count: ['int', (row) => row.lineCount],
  first_seq: ['int', (row) => row.firstSeq],
  chain: ['bytea', (row) => bytea(row.chain)],
});

const cards = source<[cardId: string, card: Of<'cards'>]>({
  card_id: ['uuid', ([cardId]) => cardId],
  account_id: ['uuid', ([, card]) => card.accountId],
  last4: ['text', ([, card]) => card.last4],
  kind: ['text', ([, card]) => card.kind],
  blocked: ['boolean', ([, card]) => card.blocked],
  blocked_seq: ['int', ([, card]) => card.blockedSeq],
});

const holds = source<[holdId: string, hold: Of<'holds'>]>({
  hold_id: ['uuid', ([holdId]) => holdId],
  account_id: ['uuid', ([, hold]) => hold.accountId],
  card_id: ['uuid', ([, hold]) => hold.cardId],
  amount_cents: ['bigint', ([, hold]) => hold.amountCents],
  remaining_cents: ['bigint', ([, hold]) => hold.remainingCents],
  merchant_id: ['text', ([, { merchant }]) => merchant.id],
  merchant_name: ['text', ([, { merchant }]) => merchant.name],
  mcc: ['text', ([, { merchant }]) => merchant.mcc],
  occurred_at: ['timestamptz', ([, hold]) => hold.occurredAt],
  expires_at: ['timestamptz', ([, hold]) => hold.expiresAt],
  seq: ['int', ([, hold]) => hold.seq],
  outcome: ['text', ([, hold]) => hold.outcome],
  ended_at: ['timestamptz', ([, hold]) => hold.endedAt],
});

const disputes = source<Of<'disputes'>>({
  account_id: ['uuid', (row) => row.accountId],
  dispute_id: ['uuid', (row) => row.disputeId],
});

const closed = source<Of<'closed'> & { partition: number }>({
  account_id: ['uuid', (row) => row.accountId],
  cycle: ['int', (row) => row.cycle],
  fact_id: ['uuid', (row) => row.factId],
  seq: ['int', (row) => row.seq],
  closed_at: ['timestamptz', (row) => row.closedAt],
  hash: ['text', (row) => row.hash],
  data: ['text', (row) => row.data],
  limit_cents: ['bigint', (row) => row.limitCents],
  coming: ['jsonb', (row) => JSON.stringify(row.coming)],
  partition: ['smallint', (row) => row.partition],
  found_at: ['bigint', (row) => row.foundAt],
});

const lines = source<Of<'lines'>>({
  account_id: ['uuid', (row) => row.accountId],
  cycle: ['int', (row) => row.cycle],
  seq: ['int', (row) => row.seq],
  number: ['smallint', (row) => row.number],
  position: ['int', (row) => row.position],
  kind: ['text', (row) => row.kind],
  amount_cents: ['bigint', (row) => row.amountCents],
  instalment: ['smallint', (row) => row.instalment?.number ?? null],
  instalment_of: ['smallint', (row) => row.instalment?.of ?? null],
  purchase_cents: ['bigint', (row) => row.instalment?.purchaseCents ?? null],
  purchase_id: ['uuid', (row) => row.purchaseId],
  card_id: ['uuid', (row) => row.cardId],
  merchant_id: ['text', (row) => row.merchant?.id ?? null],
  merchant_name: ['text', (row) => row.merchant?.name ?? null],
  mcc: ['text', (row) => row.merchant?.mcc ?? null],
  occurred_at: ['timestamptz', (row) => row.occurredAt],
  posted_at: ['timestamptz', (row) => row.postedAt],
  paid_by: ['text', (row) => row.paid?.method ?? null],
  paid_on: ['date', (row) => row.paid?.on ?? null],
  abroad: ['jsonb', (row) => (row.abroad ? JSON.stringify(row.abroad) : null)],
  fact_id: ['uuid', (row) => row.factId],
  partition: ['smallint', (row) => row.partition],
  log_offset: ['bigint', (row) => row.offset],
});

const days = source<Of<'days'>>({
  account_id: ['uuid', (row) => row.accountId],
  cycle: ['int', (row) => row.cycle],
  day: ['date', (row) => row.on],
  cents: ['bigint', (row) => row.cents],
});

const declines = source<Of<'declines'>>({
  account_id: ['uuid', (row) => row.accountId],
  seq: ['int', (row) => row.seq],
  purchase_id: ['uuid', (row) => row.purchaseId],
  merchant_id: ['text', (row) => row.merchant.id],
  merchant_name: ['text', (row) => row.merchant.name],
  mcc: ['text', (row) => row.merchant.mcc],
  amount_cents: ['bigint', (row) => row.amountCents],
  reason: ['text', (row) => row.reason],
  available_cents: ['bigint', (row) => row.availableCents],
  occurred_at: ['timestamptz', (row) => row.occurredAt],
});

const applied = source<Of<'applied'>>({
  account_id: ['uuid', (row) => row.accountId],
  seq: ['int', (row) => row.seq],
  fact_id: ['uuid', (row) => row.factId],
  hash: ['bytea', (row) => bytea(row.hash)],
});

const waits = source<FactMessage | UnknownMessage>({
  account_id: ['uuid', (row) => row.accountId],
  seq: ['int', (row) => row.seq],
  partition: ['smallint', ({ record }) => record.partition],
  log_offset: ['bigint', ({ record }) => record.offset],
  timestamp: ['bigint', ({ record }) => record.timestamp],
  headers: ['jsonb', ({ record }) => jsonb(record.headers)],
  value: ['bytea', ({ record }) => bytea(record.value?.toString('hex') ?? '')],
});

const drained = source<Of<'drained'>>({
  account_id: ['uuid', (row) => row.accountId],
  seq: ['int', (row) => row.seq],
});

const parked = source<Parked & { at: string }>({
  topic: ['text', ({ record }) => record.topic],
  partition: ['smallint', ({ record }) => record.partition],
  log_offset: ['bigint', ({ record }) => record.offset],
  account_id: ['uuid', (row) => row.accountId],
  seq: ['int', (row) => (row.repairable ? row.seq : null)],
  message: ['jsonb', (row) => jsonb({ ...parkedMessage(row, row.at), foundAt: row.foundAt })],
  state: ['text', (row) => row.settled?.state ?? 'open'],
  note: ['text', (row) => row.settled?.note ?? null],
});

const settled = source<Of<'settled'>>({
  account_id: ['uuid', (row) => row.accountId],
  seq: ['int', (row) => row.seq],
  state: ['text', (row) => row.state],
  note: ['text', (row) => row.note],
});

/** The rows of a difference, kind by kind, as parameters of the statement that writes them. */
export const rows = {
  states,
  invoices,
  cards,
  holds,
  disputes,
  closed,
  lines,
  days,
  declines,
  applied,
  waits,
  drained,
  parked,
  settled,
};

/** In the order in which the sources above number their parameters. */
export function parametersOf(difference: Difference, partition: number, at: string): string[] {
  return [
    ...states.arrays([...difference.states.values()].map((state) => ({ ...state, partition }))),
    ...invoices.arrays([...difference.invoices.values()]),
    ...cards.arrays([...difference.cards]),
    ...holds.arrays([...difference.holds]),
    ...disputes.arrays(difference.disputes),
    ...closed.arrays(difference.closed.map((invoice) => ({ ...invoice, partition }))),
    ...lines.arrays(difference.lines),
    ...days.arrays([...difference.days.values()]),
    ...declines.arrays(difference.declines),
    ...applied.arrays(difference.applied),
    ...waits.arrays([...difference.waits.values()]),
    ...drained.arrays(difference.drained),
    ...parked.arrays(difference.parked.map((message) => ({ ...message, at }))),
    ...settled.arrays(difference.settled),
  ];
}

/** JSON that `jsonb` takes: it knows no NUL, and headers and keys may hold any bytes. */
function jsonb(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'string' ? item.replaceAll('\0', '\ufffd').toWellFormed() : item,
  );
}

function parkedMessage(message: Parked, parkedAt: string): ParkedMessage {
  const { record, reason, detail, accountId, seq } = message;
  const { topic, partition, offset, key, headers, value } = record;
  return {
    id: parkedId(topic, partition, offset),
    reader: 'invoices',
    topic,
    partition,
    offset,
    reason,
    detail,
    accountId,
    seq,
    amountCents: amountOf(value),
    key,
    headers,
    valueBase64: value?.toString('base64') ?? null,
    parkedAt,
  };
}

/** The amount, when the bytes say it: what is parked is sorted by how much money it stands for. */
function amountOf(value: Buffer | null): number | null {
  try {
    const data: unknown = JSON.parse(value?.toString() ?? '');
    const cents = typeof data === 'object' && data !== null && 'amountCents' in data ? data.amountCents : null;
    return Number.isSafeInteger(cents) ? Number(cents) : null;
  } catch {
    return null;
  }
}
