import { randomUUID } from 'node:crypto';
import { connectDatabase, inTransaction, type Pool, type PoolClient } from '@faturaviva/database';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startPostgresOnly } from '../../../tests/support/stack.ts';
import { compareTable, type Difference, OtherShape, type TableComparison } from './rebuild-compare.ts';
import { COMPARED, NOT_COMPARED } from './rebuild-tables.ts';

let postgres: Awaited<ReturnType<typeof startPostgresOnly>>;
let live: Pool;
let rebuilt: Pool;
beforeAll(async () => {
  postgres = await startPostgresOnly();
  const connect = async () => connectDatabase({ url: (await postgres.newDatabase()).urls.invoices, name: 'test' });
  [live, rebuilt] = await Promise.all([connect(), connect()]);
});
afterEach(async () => {
  for (const { name } of COMPARED) await both(`TRUNCATE ${name}`);
});
afterAll(async () => {
  await Promise.all([live?.end(), rebuilt?.end()]);
  await postgres?.stop();
});

const both = (text: string, values: unknown[] = []) =>
  Promise.all([live, rebuilt].map((pool) => pool.query(text, values)));

async function compare(name: string): Promise<TableComparison & { differences: Difference[] }> {
  const table = COMPARED.find((one) => one.name === name);
  if (!table) throw new Error(`${name} is not compared`);
  const differences: Difference[] = [];
  const work = (left: PoolClient) =>
    inTransaction(rebuilt, (right) => compareTable(left, right, table, (one) => differences.push(one)));
  return { ...(await inTransaction(live, work)), differences };
}

const account = randomUUID();
const insertLine = (seq: number, cents: number) =>
  `INSERT INTO line (account_id, cycle, seq, number, position, kind, amount_cents, occurred_at, posted_at, committed_at,
     fact_id, partition, "offset")
   VALUES ('${account}', 1, ${seq}, 1, ${seq}, 'purchase', ${cents}, '2026-01-02', '2026-01-02', clock_timestamp(),
     '${account}', 0, ${seq})`;

test('every table of the service is compared, or named as one that is not', async () => {
  const { rows } = await live.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'invoices'::regnamespace
       AND relkind IN ('r', 'p') AND NOT relispartition`,
  );
  expect(rows.map(({ name }) => name).toSorted()).toEqual(
    [...COMPARED.map(({ name }) => name), ...NOT_COMPARED].toSorted(),
  );
});

test('rows that differ by the wall clock only are equal, over many pages and in any order of writing', async () => {
  for (const pool of [live, rebuilt]) {
    const order = pool === live ? 'ASC' : 'DESC';
    await pool.query(
      `INSERT INTO invoice_day SELECT uuid_in(md5(a::text)::cstring), 1, '2026-01-01'::date + d, a * d
       FROM generate_series(1, 90) a, generate_series(1, 60) d ORDER BY a ${order}, d ${order}`,
    );
    await pool.query(insertLine(1, 500));
  }
  expect(await compare('invoice_day')).toEqual({ table: 'invoice_day', rows: 5_400, differing: 0, differences: [] });
  expect(await compare('line')).toMatchObject({ rows: 1, differing: 0 });
});

test('one cent is named by table, key, column and both values; a row of one side too; all others stay equal', async () => {
  for (const seq of [1, 2, 9, 10, 11]) await both(insertLine(seq, 1_000 + seq));
  await live.query('UPDATE line SET amount_cents = amount_cents + 1 WHERE seq = 10');
  await live.query('DELETE FROM line WHERE seq = 9');
  await rebuilt.query('DELETE FROM line WHERE seq = 2');
  const at = (seq: number) => `account_id=${account}, cycle=1, seq=${seq}, number=1`;
  expect(await compare('line')).toEqual({
    table: 'line',
    rows: 5,
    differing: 3,
    differences: [
      { table: 'line', key: at(2), column: null, live: 'there', rebuilt: 'not there' },
      { table: 'line', key: at(9), column: null, live: 'not there', rebuilt: 'there' },
      { table: 'line', key: at(10), column: 'amount_cents', live: '1011', rebuilt: '1010' },
    ],
  });
});

const park = (topic: string, offset: number, parkedAt: string) =>
  `INSERT INTO parked_message (topic, partition, "offset", message)
   VALUES ('${topic}', 0, ${offset}, '{"reason": "invalid", "parkedAt": "${parkedAt}"}')`;

test('parked messages are ordered by the bytes of their topic, and when they were parked is not compared', async () => {
  const topics = ['card-transactions', 'Zebra', 'card_a', 'cardb', 'é'];
  for (const [n, topic] of topics.entries()) {
    await live.query(park(topic, n, '2026-01-01T00:00:00.000Z'));
    await rebuilt.query(park(topic, n, '2027-01-01T00:00:00.000Z'));
  }
  expect(await compare('parked_message')).toMatchObject({ rows: 5, differing: 0 });
  await live.query(`UPDATE parked_message SET message = message || '{"reason": "unreadable"}' WHERE topic = 'é'`);
  expect((await compare('parked_message')).differences).toMatchObject([
    { key: 'topic=é, partition=0, offset=4', column: 'message' },
  ]);
  await live.query(`DELETE FROM parked_message WHERE topic = 'card_a'`);
  await rebuilt.query(`DELETE FROM parked_message WHERE topic = 'Zebra'`);
  expect(await compare('parked_message')).toMatchObject({ rows: 5, differing: 3 });
});

test('what an operator discarded by hand is no difference; what a fact discarded or repaired is one', async () => {
  await both(park('card-transactions', 1, '2026-01-01T00:00:00.000Z'));
  const set = (state: string) => live.query('UPDATE parked_message SET state = $1, note = $2', [state, 'not ours']);
  await set('discarded');
  expect(await compare('parked_message')).toMatchObject({ rows: 1, differing: 0 });
  await set('repaired');
  expect(await compare('parked_message')).toMatchObject({ rows: 1, differing: 1 });
  await set('discarded');
  await both('UPDATE parked_message SET seq = 3');
  expect(await compare('parked_message')).toMatchObject({ rows: 1, differing: 1 });
});

test('tables of another shape are not compared at all', async () => {
  await rebuilt.query('ALTER TABLE card ADD COLUMN colour text');
  await expect(compare('card')).rejects.toThrow(OtherShape);
  await rebuilt.query('ALTER TABLE card DROP COLUMN colour');
});
