import { type PoolClient, pgArray } from '@faturaviva/database';
import { ParkedMessage } from '@faturaviva/events';
import { parkedId } from './ids.ts';
import type { Difference, Parked } from './rules/fold-batch.ts';
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
  closing_day: ['smallint', (row) => row.closingDay],
  due_day: ['smallint', (row) => row.dueDay],
  posted_at: ['timestamptz', (row) => row.postedAt],
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
  line_count: ['int', (row) => row.lineCount],
});

const cards = source<[cardId: string, card: Of<'cards'>]>({
  card_id: ['uuid', ([cardId]) => cardId],
  account_id: ['uuid', ([, card]) => card.accountId],
  last4: ['text', ([, card]) => card.last4],
  blocked: ['boolean', ([, card]) => card.blocked],
});

const lines = source<Of<'lines'>>({
  account_id: ['uuid', (row) => row.accountId],
  cycle: ['int', (row) => row.cycle],
  seq: ['int', (row) => row.seq],
  number: ['smallint', (row) => row.number],
  kind: ['text', (row) => row.kind],
  amount_cents: ['bigint', (row) => row.amountCents],
  instalment_of: ['smallint', (row) => row.instalmentOf],
  purchase_cents: ['bigint', (row) => row.purchaseCents],
  purchase_id: ['uuid', (row) => row.purchaseId],
  card_id: ['uuid', (row) => row.cardId],
  merchant_id: ['text', (row) => row.merchant?.id ?? null],
  merchant_name: ['text', (row) => row.merchant?.name ?? null],
  mcc: ['text', (row) => row.merchant?.mcc ?? null],
  occurred_at: ['timestamptz', (row) => row.occurredAt],
  posted_at: ['timestamptz', (row) => row.postedAt],
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
});

const repaired = source<Of<'repaired'>>({
  account_id: ['uuid', (row) => row.accountId],
  seq: ['int', (row) => row.seq],
});

const WRITE = `
WITH a AS (
  INSERT INTO account_state (account_id, portfolio, reference, partition, policy, epoch, seq, cycle, limit_cents,
    closing_day, due_day, posted_at)
  SELECT * FROM ${states.from}
  ON CONFLICT (account_id) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq, cycle = excluded.cycle,
    posted_at = excluded.posted_at
), i AS (
  INSERT INTO invoice (account_id, cycle, opens_on, closes_on, due_on, chargeable_from, total_cents, purchases_cents,
    payments_cents, carried_cents, line_count)
  SELECT * FROM ${invoices.from}
  ON CONFLICT (account_id, cycle) DO UPDATE SET opens_on = excluded.opens_on, closes_on = excluded.closes_on,
    due_on = excluded.due_on, chargeable_from = excluded.chargeable_from, total_cents = excluded.total_cents,
    purchases_cents = excluded.purchases_cents, payments_cents = excluded.payments_cents,
    carried_cents = excluded.carried_cents, line_count = excluded.line_count
), c AS (
  INSERT INTO card (card_id, account_id, last4, blocked) SELECT * FROM ${cards.from}
  ON CONFLICT (card_id) DO UPDATE SET last4 = excluded.last4, blocked = excluded.blocked
), l AS (
  INSERT INTO line (account_id, cycle, seq, number, kind, amount_cents, instalment_of, purchase_cents, purchase_id,
    card_id, merchant_id, merchant_name, mcc, occurred_at, posted_at, fact_id, partition, "offset", committed_at)
  SELECT v.*, statement_timestamp() FROM ${lines.from}
), d AS (
  INSERT INTO invoice_day AS t (account_id, cycle, "on", cents) SELECT * FROM ${days.from}
  ON CONFLICT (account_id, cycle, "on") DO UPDATE SET cents = t.cents + excluded.cents
), n AS (
  INSERT INTO decline (account_id, seq, purchase_id, merchant_id, merchant_name, mcc, amount_cents, reason,
    available_cents, occurred_at)
  SELECT * FROM ${declines.from}
), f AS (
  INSERT INTO applied_fact (account_id, seq, fact_id, hash) SELECT * FROM ${applied.from}
), w AS (
  INSERT INTO waiting_fact (account_id, seq, partition, "offset", timestamp, headers, value)
  SELECT * FROM ${waits.from}
), o AS (
  DELETE FROM waiting_fact t USING ${drained.from} WHERE t.account_id = v.account_id AND t.seq = v.seq
), p AS (
  INSERT INTO parked_message (topic, partition, "offset", account_id, seq, message)
  SELECT * FROM ${parked.from}
  ON CONFLICT (topic, partition, "offset") DO NOTHING
)
UPDATE parked_message t SET seq = NULL FROM ${repaired.from} WHERE t.account_id = v.account_id AND t.seq = v.seq`;

/**
 * Writes what a batch changed, in one statement whatever its size. A parked message keeps its `seq` only as long as
 * that is open for a repair.
 */
export async function writeDifference(tx: PoolClient, partition: number, difference: Difference): Promise<void> {
  const at = new Date().toISOString();
  await tx.query(WRITE, [
    ...states.arrays([...difference.states.values()].map((state) => ({ ...state, partition }))),
    ...invoices.arrays([...difference.invoices.values()]),
    ...cards.arrays([...difference.cards]),
    ...lines.arrays(difference.lines),
    ...days.arrays([...difference.days.values()]),
    ...declines.arrays(difference.declines),
    ...applied.arrays(difference.applied),
    ...waits.arrays([...difference.waits.values()]),
    ...drained.arrays(difference.drained),
    ...parked.arrays(difference.parked.map((message) => ({ ...message, at }))),
    ...repaired.arrays(difference.repaired),
  ]);
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
