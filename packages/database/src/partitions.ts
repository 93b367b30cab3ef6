import type { Logger } from '@faturaviva/process';
import type { Pool } from 'pg';

export interface PartitionedTable {
  table: string;
  by: 'day' | 'month';
  /** How many partitions after the current one stand ready. */
  ahead: number;
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

/**
 * Makes the partitions of a table ahead of time: now, before it resolves, and then every hour.
 * Two processes may do it at once: an existing partition stays as it is.
 */
export async function keepPartitions(pool: Pool, tables: PartitionedTable[], logger: Logger): Promise<() => void> {
  const create = async () => {
    for (const table of tables) {
      for (const { name, from, to } of partitionsFor(table, new Date()))
        await createPartition(pool, table, name, from, to);
    }
  };
  await create();
  const timer = setInterval(() => {
    create().catch((error: unknown) => logger.error({ err: error }, 'partitions could not be made ahead of time'));
  }, HOUR_MS);
  return () => clearInterval(timer);
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
