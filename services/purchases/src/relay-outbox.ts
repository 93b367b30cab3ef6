import { pgArray } from '@faturaviva/database';
import { type AccountFactType, cardTransactions } from '@faturaviva/events';
import { encodeFact, type OutgoingRecord } from '@faturaviva/kafka';
import type { Client } from 'pg';

export interface OutboxRow {
  id: string;
  day: string;
  partition: number;
  account_id: string;
  seq: number;
  cycle: number;
  type: AccountFactType;
  fact_id: string;
  at: Date;
  payload: string;
  traceparent: string | null;
  repairs: string | null;
}

export interface Acknowledged {
  row: OutboxRow;
  offset: number;
  at: Date;
}

/** Facts per send. Bigger batches gain nothing, smaller ones cost an fsync each. */
const BATCH = 500;
/** Advisory lock class of the relay: one owner per partition. */
const LOCK_CLASS = 4711;

/**
 * Plans for a table that is nearly always empty at the start and long later: only the partial index is ever right.
 * `idle_session_timeout` frees the partitions of a relay that is stopped but not dead.
 */
export const relaySettings = {
  idle_session_timeout: '10s',
  statement_timeout: '5s',
  tcp_keepalives_idle: '5',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_sort: 'off',
};

export const unsentStatement = `SELECT o.id, o.day::text, o.partition, o.account_id, o.seq, o.cycle, o.type, o.fact_id, o.at,
    o.payload, o.traceparent, o.repairs
  FROM unnest($1::smallint[], $2::bigint[]) p(partition, floor)
  CROSS JOIN LATERAL (SELECT * FROM outbox WHERE partition = p.partition AND sent_offset IS NULL AND id > p.floor
    AND day >= $3::date ORDER BY id LIMIT ${BATCH}) o`;

/** The oldest unsent facts of each partition, in id order, above its floor. */
export async function readUnsent(client: Client, floors: Map<number, bigint>, sinceDay: string): Promise<OutboxRow[]> {
  const values = [pgArray([...floors.keys()]), pgArray([...floors.values()]), sinceDay];
  return (await client.query<OutboxRow>({ name: 'unsent', text: unsentStatement, values })).rows;
}

/** Marks what was acknowledged, and how far each partition has come, together. */
export async function mark(client: Client, acknowledged: Acknowledged[], clusterId: string): Promise<void> {
  await client.query({
    name: 'mark',
    text: `WITH v AS (SELECT * FROM unnest($1::bigint[], $2::date[], $3::smallint[], $4::bigint[], $5::timestamptz[])
        v(id, day, partition, sent_offset, at)),
      m AS (UPDATE outbox o SET sent_offset = v.sent_offset, sent_at = v.at FROM v WHERE o.id = v.id AND o.day = v.day)
      INSERT INTO relay_position AS p (partition, next, cluster_id)
      SELECT partition, max(sent_offset) + 1, $6 FROM v GROUP BY partition
      ON CONFLICT (partition) DO UPDATE SET next = GREATEST(p.next, excluded.next)`,
    values: [
      pgArray(acknowledged.map(({ row }) => row.id)),
      pgArray(acknowledged.map(({ row }) => row.day)),
      pgArray(acknowledged.map(({ row }) => row.partition)),
      pgArray(acknowledged.map(({ offset }) => offset)),
      pgArray(acknowledged.map(({ at }) => at.toISOString())),
      clusterId,
    ],
  });
}

export interface RelayPosition {
  partition: number;
  next: number;
  clusterId: string;
}

export async function readPositions(client: Client): Promise<Map<number, RelayPosition>> {
  const { rows } = await client.query<{ partition: number; next: string; cluster_id: string }>(
    'SELECT partition, next, cluster_id FROM relay_position',
  );
  return new Map(
    rows.map(({ partition, next, cluster_id }) => [
      partition,
      { partition, next: Number(next), clusterId: cluster_id },
    ]),
  );
}

/** Takes the partitions that nobody owns. The locks belong to this connection and end with it. */
export async function takePartitions(client: Client, wanted: number[]): Promise<number[]> {
  const { rows } = await client.query<{ p: number }>(
    'SELECT p FROM unnest($1::int[]) p WHERE pg_try_advisory_lock($2, p)',
    [pgArray(wanted), LOCK_CLASS],
  );
  return rows.map((row) => row.p);
}

/**
 * Facts that Kafka acknowledged and no longer has (a broker that lost the end of its log) become unsent again.
 * Returns how many. Rare and long: it reads the whole outbox.
 */
export async function forgetBeyond(client: Client, partition: number, logEnd: number): Promise<number> {
  await client.query('BEGIN');
  await client.query('SET LOCAL statement_timeout = 0');
  const update = {
    text: 'UPDATE outbox SET sent_offset = NULL, sent_at = NULL WHERE partition = $1 AND sent_offset >= $2',
    values: [partition, logEnd],
    query_timeout: 3_600_000,
  };
  const { rowCount } = await client.query(update);
  await client.query('UPDATE relay_position SET next = $2 WHERE partition = $1', [partition, logEnd]);
  await client.query('COMMIT');
  return rowCount ?? 0;
}

/** Day of the oldest unsent fact, today when there is none: partitions before it need no look. */
export async function oldestUnsentDay(client: Client): Promise<string> {
  const { rows } = await client.query<{ day: string }>(
    `SELECT COALESCE((SELECT min(day) FROM outbox WHERE sent_offset IS NULL), (now() AT TIME ZONE 'UTC')::date - 1)::text AS day`,
  );
  return rows[0]?.day ?? '1970-01-01';
}

export function toRecord(row: OutboxRow): OutgoingRecord {
  const envelope = {
    id: row.fact_id,
    type: row.type,
    source: '/purchases',
    time: row.at.toISOString(),
    accountId: row.account_id,
    seq: row.seq,
    cycle: row.cycle,
    ...(row.traceparent ? { traceparent: row.traceparent } : {}),
    ...(row.repairs ? { repairs: row.repairs } : {}),
  };
  return encodeFact(envelope, row.payload);
}

export const TOPIC = cardTransactions.name;
export const PARTITIONS = Array.from({ length: cardTransactions.partitions }, (_, index) => index);
