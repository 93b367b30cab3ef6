import { type PoolClient, pgArray } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import type { BatchRecord } from '@faturaviva/kafka';
import { z } from 'zod';
import type { Bounds } from './modes.ts';

/** JSON text, not a JSON column: whatever bytes a header has, they can be laid by. */
const Head = z.object({
  key: z.string().nullable(),
  timestamp: z.number(),
  headers: z.record(z.string(), z.string()),
});

interface Row {
  partition: number;
  offset: number;
  head: string;
  value: Buffer | null;
}

const RETURNING = 'RETURNING t.partition, t."offset"::float8, t.head, t.value';

const OF_ACCOUNTS = `DELETE FROM laid_by t WHERE partition = $1 AND account_id = ANY($2::uuid[]) ${RETURNING}`;

/** `$2`, `$3`: the bounds of this partition. */
const DUE = `
  DELETE FROM laid_by t WHERE partition = $1 AND "offset" IN (
    SELECT l."offset" FROM laid_by l LEFT JOIN consolidation c USING (account_id)
    WHERE l.partition = $1 AND (c.mode = 'live'
      OR l."offset" < CASE COALESCE(c.mode, 'nightly') WHEN 'every-10s' THEN $2::bigint ELSE $3::bigint END)
    ORDER BY l."offset" LIMIT $4) ${RETURNING}`;

const LAY_BY = `
  INSERT INTO laid_by (partition, "offset", account_id, head, value)
  SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::text[], $5::bytea[])`;

function toRecords(rows: Row[]): BatchRecord[] {
  return rows
    .map(({ partition, offset, head, value }) => ({
      topic: cardTransactions.name,
      partition,
      offset,
      ...Head.parse(JSON.parse(head)),
      value,
    }))
    .toSorted((a, b) => a.offset - b.offset);
}

/** Keeps facts whose time has not come, whole. */
export async function layBy(
  tx: PoolClient,
  partition: number,
  early: readonly { accountId: string; record: BatchRecord }[],
): Promise<void> {
  if (early.length === 0) return;
  const records = early.map(({ record }) => record);
  await tx.query(LAY_BY, [
    partition,
    pgArray(records.map(({ offset }) => offset)),
    pgArray(early.map(({ accountId }) => accountId)),
    pgArray(records.map(({ key, timestamp, headers }) => JSON.stringify({ key, timestamp, headers }))),
    pgArray(records.map(({ value }) => (value === null ? null : `\\x${value.toString('hex')}`))),
  ]);
}

/** Takes what was laid by of these accounts, in log order. */
export async function takeOf(tx: PoolClient, partition: number, accounts: readonly string[]): Promise<BatchRecord[]> {
  if (accounts.length === 0) return [];
  return toRecords((await tx.query<Row>(OF_ACCOUNTS, [partition, pgArray(accounts)])).rows);
}

/** Takes what is due of a partition, the oldest first, so many at most; in log order. */
export async function takeDue(
  tx: PoolClient,
  partition: number,
  bounds: Bounds,
  atMost: number,
): Promise<BatchRecord[]> {
  const ends = [bounds.of('every-10s', partition), bounds.of('nightly', partition)];
  return toRecords((await tx.query<Row>(DUE, [partition, ...ends, atMost])).rows);
}
