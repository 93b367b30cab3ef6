import pg from 'pg';

export type { Pool, PoolClient } from 'pg';

export interface DatabaseOptions {
  url: string;
  /** Shown in `pg_stat_activity`. */
  name: string;
  max?: number;
  /** Session settings, such as `{ idle_in_transaction_session_timeout: '5s' }`. */
  settings?: Record<string, string>;
}

/**
 * A pool of connections for the hot paths. A connection that breaks while idle leaves the pool; a query on a
 * broken one rejects: what that means is for the caller to say.
 */
export function connectDatabase({ url, name, max = 4, settings = {} }: DatabaseOptions): pg.Pool {
  const options = Object.entries(settings).map(([key, value]) => `-c ${key}=${value.replaceAll(' ', '\\ ')}`);
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    ...(options.length > 0 ? { options: options.join(' ') } : {}),
  });
  pool.on('error', () => undefined);
  return pool;
}

/** Runs `work` in one transaction. When it throws, everything is rolled back and the error is thrown on. */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  let broken = false;
  try {
    await tx.query('BEGIN');
    const result = await work(tx);
    await tx.query('COMMIT');
    return result;
  } catch (error) {
    broken = await tx.query('ROLLBACK').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    tx.release(broken);
  }
}

type ArrayItem = string | number | bigint | boolean | null;

const QUOTED = /["\\]/g;

/** An array literal for `$1::text[]` and its like; several times cheaper than the driver's own encoder. */
export function pgArray(items: readonly ArrayItem[]): string {
  const parts = items.map((item) => {
    if (item === null) return 'NULL';
    return typeof item === 'string' ? `"${item.replace(QUOTED, '\\$&')}"` : String(item);
  });
  return `{${parts.join(',')}}`;
}
