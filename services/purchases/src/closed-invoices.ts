import { type Pool, type PoolClient, pgArray } from '@faturaviva/database';
import { closedInvoices, deadLetters, FaturaFechada, MensagemRetida, type ParkedMessage } from '@faturaviva/events';
import {
  type BatchRecord,
  decodeFact,
  encodeEvent,
  type Kafka,
  type Place,
  type Producer,
  type Reader,
} from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import { parkedIdOf } from './commands/identity.ts';

interface ClosedInvoicesOptions {
  kafka: Kafka;
  database: Pool;
  logger: Logger;
}

const GROUP = 'purchases';

/**
 * Charges come back into the limit: what an invoice's closing decided is taken from it once per account and cycle,
 * however often it is told. Until then an authorisation may exceed the limit by that charge at most.
 */
export async function readClosedInvoices({ kafka, database, logger }: ClosedInvoicesOptions): Promise<Reader> {
  const producer = await kafka.producer();
  return kafka.read({
    group: GROUP,
    topic: closedInvoices,
    types: [FaturaFechada],
    database,
    logger,
    apply: applyClosedInvoices,
    publish: (records, at) => publishUnreadable(producer, records, at, logger),
  });
}

const TAKE = `
  INSERT INTO closed_invoice (account_id, cycle, fact_id, total_cents, charges_cents, due_on)
  SELECT DISTINCT ON (v.account, v.cycle) v.* FROM unnest($1::uuid[], $2::int[], $3::uuid[], $4::bigint[], $5::bigint[], $6::date[])
    v(account, cycle, fact, total, charges, due)
  ON CONFLICT DO NOTHING RETURNING account_id AS "accountId", charges_cents::float8 AS cents`;

/** In id order, as every command locks: two that take the same accounts wait for each other and never cross. */
const LOCK = 'SELECT FROM account WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE';

const CHARGE = `
  UPDATE account a SET used_cents = used_cents + v.cents
  FROM (SELECT account, sum(cents) AS cents FROM unnest($1::uuid[], $2::bigint[]) u(account, cents) GROUP BY account) v
  WHERE a.id = v.account`;

async function applyClosedInvoices(tx: PoolClient, records: BatchRecord[]): Promise<void> {
  const facts = records.flatMap((record) => {
    const decoded = decodeFact(record, [FaturaFechada]);
    return decoded.kind === 'fact' ? decoded.fact : [];
  });
  // 1. The row says that it was told: told again, there is nothing to insert and so nothing to charge.
  const { rows } = await tx.query<{ accountId: string; cents: number }>(TAKE, [
    pgArray(facts.map((fact) => fact.accountId)),
    pgArray(facts.map((fact) => fact.cycle)),
    pgArray(facts.map((fact) => fact.id)),
    pgArray(facts.map((fact) => fact.data.totalCents)),
    pgArray(facts.map((fact) => fact.data.decidedChargesCents)),
    pgArray(facts.map((fact) => fact.data.dates.dueOn)),
  ]);
  const charged = rows.filter(({ cents }) => cents > 0);
  if (charged.length === 0) return;
  // 2. Row and limit commit together.
  const accounts = pgArray(charged.map(({ accountId }) => accountId));
  await tx.query(LOCK, [accounts]);
  await tx.query(CHARGE, [accounts, pgArray(charged.map(({ cents }) => cents))]);
}

/** What no retry mends goes to the dead letters, on a redelivery again and under the same id. */
async function publishUnreadable(
  producer: Producer,
  records: BatchRecord[],
  { topic, partition }: Place,
  logger: Logger,
): Promise<void> {
  for (const record of records) {
    const decoded = decodeFact(record, [FaturaFechada]);
    if (decoded.kind !== 'parked') continue;
    const { reason, detail, accountId, seq } = decoded;
    const { offset, key, headers, value } = record;
    logger.error({ topic, partition, offset, reason, detail }, 'message parked');
    const id = parkedIdOf(topic, partition, offset);
    const parkedAt = new Date(record.timestamp).toISOString();
    const where = { id, reader: GROUP, topic, partition, offset, reason, detail, accountId, seq, amountCents: null };
    const letter: ParkedMessage = {
      ...where,
      key,
      headers,
      valueBase64: value?.toString('base64') ?? null,
      parkedAt,
    };
    const head = { id, type: MensagemRetida.type, source: '/faturaviva/purchases', time: parkedAt };
    await producer.append(deadLetters.name, 0, [encodeEvent(head, JSON.stringify(letter), accountId)]);
  }
}
