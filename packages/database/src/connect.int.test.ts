import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgresOnly } from '../../../tests/support/stack.ts';
import { connectDatabase, inTransaction, isConnectionFailure, type Pool, sqlStateOf } from './index.ts';

let postgres: Awaited<ReturnType<typeof startPostgresOnly>>;
let pool: Pool;
beforeAll(async () => {
  postgres = await startPostgresOnly();
  const settings = { idle_in_transaction_session_timeout: '300ms' };
  pool = connectDatabase({ url: postgres.superuserUrl, name: 'victim', max: 2, queryTimeoutMs: 1_000, settings });
});
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const terminate = (pid: unknown) => pool.query('SELECT pg_terminate_backend($1)', [pid]);
const works = async () => (await pool.query('SELECT 1 AS one')).rows[0].one === 1;

test('a connection that is ended inside a transaction rejects its work, and the process and the pool go on', async () => {
  const work = inTransaction(pool, async (tx) => {
    await terminate((await tx.query('SELECT pg_backend_pid() AS pid')).rows[0].pid);
    await pause(50);
    await tx.query('SELECT 1');
  });
  const error = await work.catch((reason: unknown) => reason);
  expect(isConnectionFailure(error)).toBe(true);
  expect(await works()).toBe(true);
});

test('a connection that is ended while a query runs rejects it', async () => {
  const work = inTransaction(pool, async (tx) => {
    const { pid } = (await tx.query('SELECT pg_backend_pid() AS pid')).rows[0];
    setTimeout(() => void terminate(pid), 50);
    await tx.query('SELECT pg_sleep(0.5)');
  });
  expect(isConnectionFailure(await work.catch((reason: unknown) => reason))).toBe(true);
  expect(await works()).toBe(true);
});

test('a transaction that idles past its limit is ended by the server, and its work rejects', async () => {
  const work = inTransaction(pool, async (tx) => {
    await tx.query('SELECT 1');
    await pause(600);
    await tx.query('SELECT 1');
  });
  expect(isConnectionFailure(await work.catch((reason: unknown) => reason))).toBe(true);
  expect(await works()).toBe(true);
});

test('a query that hangs is given up with its connection', async () => {
  const work = inTransaction(pool, (tx) => tx.query('SELECT pg_sleep(5)'));
  const error = await work.catch((reason: unknown) => reason);
  expect(isConnectionFailure(error)).toBe(true);
  expect(await works()).toBe(true);
});

test('what a statement did wrong is rolled back, and is no failure of the connection', async () => {
  await pool.query('CREATE TABLE note (id int PRIMARY KEY)');
  const work = inTransaction(pool, async (tx) => {
    await tx.query('INSERT INTO note VALUES (1)');
    await tx.query('INSERT INTO note VALUES (1)');
  });
  const error = await work.catch((reason: unknown) => reason);
  expect([sqlStateOf(error), isConnectionFailure(error)]).toEqual(['23505', false]);
  expect((await pool.query('SELECT FROM note')).rowCount).toBe(0);
  expect(isConnectionFailure(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).toBe(true);
});
