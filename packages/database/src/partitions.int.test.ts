import { createLogger } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgresOnly } from '../../../tests/support/stack.ts';
import { connectDatabase, keepPartitions, type Pool } from './index.ts';

const logger = createLogger('test', 'silent');
const DAY_MS = 86_400_000;

let postgres: Awaited<ReturnType<typeof startPostgresOnly>>;
let pool: Pool;
beforeAll(async () => {
  postgres = await startPostgresOnly();
  pool = connectDatabase({ url: postgres.superuserUrl, name: 'test', max: 3 });
  await pool.query('CREATE TABLE letter (day date NOT NULL, sent bool) PARTITION BY RANGE (day)');
});
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});

const dayAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const nameOf = (days: number) => `letter_${dayAgo(days).replaceAll('-', '')}`;

async function partitionOf(days: number, sent: boolean): Promise<void> {
  await pool.query(
    `CREATE TABLE ${nameOf(days)} PARTITION OF letter FOR VALUES FROM ('${dayAgo(days)}') TO ('${dayAgo(days - 1)}')`,
  );
  await pool.query('INSERT INTO letter VALUES ($1, $2)', [dayAgo(days), sent]);
}
const partitions = async () =>
  (await pool.query(`SELECT relname FROM pg_class WHERE relname LIKE 'letter\\_%' ORDER BY 1`)).rows.map(
    (row) => row.relname,
  );
const table = { table: 'letter', by: 'day', ahead: 1, keep: 3, unless: 'NOT sent' } as const;

test('old partitions leave, those that hold something unsent stay, and new ones stand ready', async () => {
  await partitionOf(9, true);
  await partitionOf(8, false);
  await partitionOf(4, true);
  await partitionOf(3, true);
  (await keepPartitions(pool, [table], logger))();
  expect(await partitions()).toEqual([nameOf(8), nameOf(3), nameOf(1), nameOf(0), nameOf(-1)]);
  await pool.query('UPDATE letter SET sent = true');
  (await keepPartitions(pool, [table], logger))();
  expect(await partitions()).toEqual([nameOf(3), nameOf(1), nameOf(0), nameOf(-1)]);
});

test('whoever uses an old partition is not waited for; it leaves the next time', async () => {
  await partitionOf(5, true);
  const reader = await pool.connect();
  await reader.query('BEGIN');
  await reader.query('SELECT FROM letter');
  (await keepPartitions(pool, [table], logger))();
  expect(await partitions()).toContain(nameOf(5));
  await reader.query('COMMIT');
  reader.release();
  (await keepPartitions(pool, [table], logger))();
  expect(await partitions()).not.toContain(nameOf(5));
});
