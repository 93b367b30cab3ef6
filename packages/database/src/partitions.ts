import type { Logger } from '@faturaviva/process';
import type { Pool } from 'pg';
import { inTransaction } from './connect.ts';

export interface PartitionedTable {
  table: string;
  by: 'day' | 'month';
  /** How many partitions after the current one stand ready. */
  ahead: number;
  /** How many whole periods before the current one stay; all of them when absent. */
  keep?: number;
  /** An old partition that holds a row for which this is true stays all the same, such as `sent_offset IS NULL`. */
  unless?: string;
  /** Storage parameters of each partition, such as `fillfactor = 70`: a partitioned table cannot have any itself. */
  storage?: string;
}

const HOUR_MS = 3_600_000;

/** First day (UTC) of the `index`-th period after the one that `now` is in. */
function periodStart(now: Date, by: 'day' | 'month', index: number): Date {
  return by === 'day'
    ? new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + index))
    : new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + index, 1));
}

/** Names and bounds of the partitions that must exist, the current period and the one before it included. */
export function partitionsFor({ table, by, ahead }: PartitionedTable, now: Date) {
  return Array.from({ length: ahead + 2 }, (_, index) => {
    const from = periodStart(now, by, index - 1)
      .toISOString()
      .slice(0, 10);
    const to = periodStart(now, by, index).toISOString().slice(0, 10);
    return { name: `${table}_${from.replaceAll('-', '')}`, from, to };
  });
}

/** Partitions that begin on this day (UTC) or later are kept. */
export const keptFrom = (by: 'day' | 'month', keep: number, now: Date): string =>
  periodStart(now, by, -keep).toISOString().slice(0, 10);

/**
 * Makes the partitions of a table ahead of time and drops those that are old: now, before it resolves, and then every
 * hour. Two processes may do it at once: an existing partition stays as it is, one that is gone is gone.
 */
export async function keepPartitions(pool: Pool, tables: PartitionedTable[], logger: Logger): Promise<() => void> {
  const create = async () => {
    for (const table of tables) {
      for (const { name, from, to } of partitionsFor(table, new Date()))
        await createPartition(pool, table, name, from, to);
    }
  };
  const drop = () => dropOld(pool, tables, new Date(), logger).catch(sayIn(logger, 'old partitions were not dropped'));
  await create();
  await drop();
  const timer = setInterval(() => {
    void create().catch(sayIn(logger, 'partitions could not be made ahead of time')).then(drop);
  }, HOUR_MS);
  return () => clearInterval(timer);
}

const sayIn = (logger: Logger, sentence: string) => (error: unknown) => logger.error({ err: error }, sentence);

/** Drops each partition that ended before those that are kept, unless it still holds what must not go. */
async function dropOld(pool: Pool, tables: PartitionedTable[], now: Date, logger: Logger): Promise<void> {
  for (const table of tables) {
    if (table.keep === undefined) continue;
    const oldest = `${table.table}_${keptFrom(table.by, table.keep, now).replaceAll('-', '')}`;
    const { rows } = await pool.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = $1::regclass AND c.relname < $2 ORDER BY 1`,
      [table.table, oldest],
    );
    for (const { name } of rows)
      if (await dropPartition(pool, table, name)) logger.info({ name }, 'old partition dropped');
  }
}

/** A short wait for the lock: whoever uses the table must not queue behind this; the next hour tries again. */
async function dropPartition(pool: Pool, { unless }: PartitionedTable, name: string): Promise<boolean> {
  return inTransaction(pool, async (tx) => {
    await tx.query(`SET LOCAL lock_timeout = '300ms'`);
    if (unless) {
      const { rowCount } = await tx.query(`SELECT FROM ${name} WHERE ${unless} LIMIT 1`);
      if (rowCount) return false;
    }
    await tx.query(`DROP TABLE IF EXISTS ${name}`);
    return true;
  });
}

/** duplicate_table, unique_violation: another process was making the same partition. */
const LOST_RACE = new Set(['42P07', '23505']);

async function createPartition(
  pool: Pool,
  { table, storage }: PartitionedTable,
  name: string,
  from: string,
  to: string,
): Promise<void> {
  const { rows } = await pool.query<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [name]);
  if (rows[0]?.found) return;
  try {
    const options = storage ? ` WITH (${storage})` : '';
    await pool.query(`CREATE TABLE ${name} PARTITION OF ${table} FOR VALUES FROM ('${from}') TO ('${to}')${options}`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && LOST_RACE.has(String(error.code)))) throw error;
  }
}
