import pg from 'pg';

export type { Pool, PoolClient } from 'pg';

export interface DatabaseOptions {
  url: string;
  /** Shown in `pg_stat_activity`. */
  name: string;
  max?: number;
  /** How long an answer is waited for before the connection is given up: a server that hangs must not hang its callers. */
  queryTimeoutMs?: number;
  /** Session settings, such as `{ idle_in_transaction_session_timeout: '5s' }`. */
  settings?: Record<string, string>;
}

/**
 * A pool of connections for the hot paths. A connection that breaks while idle leaves the pool; a query on a
 * broken one rejects: what that means is for the caller to say.
 */
export function connectDatabase({ url, name, max = 4, settings = {}, queryTimeoutMs }: DatabaseOptions): pg.Pool {
  const options = Object.entries(settings).map(([key, value]) => `-c ${key}=${value.replaceAll(' ', '\\ ')}`);
  const pool = new pg.Pool({
    connectionString: url,
    application_name: name,
    max,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    ...(queryTimeoutMs === undefined ? {} : { query_timeout: queryTimeoutMs }),
    ...(options.length > 0 ? { options: options.join(' ') } : {}),
  });
  pool.on('error', () => undefined);
  // A connection that breaks between two queries of a transaction says so by an event; the next query rejects. Without
  // a listener the event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * Runs `work` in one transaction. When it throws, everything is rolled back and the error is thrown on; when the
 * connection itself failed, it is given up, and whether a COMMIT under way was kept is not known.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (tx: pg.PoolClient) => Promise<T>): Promise<T> {
  const tx = await pool.connect();
  try {
    await tx.query('BEGIN');
    const result = await work(tx);
    await tx.query('COMMIT');
    tx.release();
    return result;
  } catch (error) {
    await giveBack(tx, error);
    throw error;
  }
}

/** Ends the transaction that failed with `error` and returns its connection to the pool, if it is still of use. */
export async function giveBack(tx: pg.PoolClient, error: unknown): Promise<void> {
  if (isConnectionFailure(error)) return tx.release(true);
  const broken = await tx.query('ROLLBACK').then(
    () => false,
    () => true,
  );
  tx.release(broken);
}

/** The code that Postgres gave an error, `null` when the error is not one of Postgres. */
export function sqlStateOf(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}

/** How the driver says that a connection ended, hung, or could not be had. */
const FROM_DRIVER = /^(Connection terminated|Query read timeout|Client (has|was)|timeout exceeded)/;
/** SQLSTATE classes that end a session: connection exceptions, shutdowns, and its own time limits. */
const SESSION_ENDED = /^(08|57P|25P03|25P04)/;

/** The connection broke, hung, or was ended by the server: the outcome of what it was doing is not known. */
export function isConnectionFailure(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state !== null) return SESSION_ENDED.test(state);
  if (!(error instanceof Error)) return false;
  const fromSystem = 'code' in error && /^E[A-Z]+$/.test(String(error.code));
  return fromSystem || FROM_DRIVER.test(error.message);
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
