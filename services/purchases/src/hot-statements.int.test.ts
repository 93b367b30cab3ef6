import { connectDatabase, keepPartitions, type Pool } from '@faturaviva/database';
import { createLogger } from '@faturaviva/process';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgresOnly } from '../../../tests/support/stack.ts';
import { statements } from './decision-sql.ts';
import { newestId, nextTransactionId, RelayFloor } from './relay-floor.ts';
import { readUnsent, relaySettings, unsentStatement } from './relay-outbox.ts';
import { partitionedTables } from './retention.ts';

let postgres: Awaited<ReturnType<typeof startPostgresOnly>>;
let url = '';
let pool: Pool;

beforeAll(async () => {
  postgres = await startPostgresOnly();
  url = (await postgres.newDatabase()).urls.purchases;
  pool = connectDatabase({ url, name: 'test', max: 8 });
  (await keepPartitions(pool, partitionedTables, createLogger('test', 'silent')))();
});
afterAll(async () => {
  await pool?.end();
  await postgres?.stop();
});

const insertFact = `INSERT INTO outbox (partition, account_id, seq, cycle, type, fact_id, at, payload)
  VALUES (3, gen_random_uuid(), 1, 1, 'x', gen_random_uuid(), now(), '{}') RETURNING id`;
const today = () => new Date().toISOString().slice(0, 10);

async function relayClient(): Promise<pg.Client> {
  const options = Object.entries(relaySettings).map(([key, value]) => `-c ${key}=${value}`);
  const client = new pg.Client({ connectionString: url, options: options.join(' ') });
  await client.connect();
  return client;
}

test('the floor of an outbox that never held a fact leaves room for the first one', async () => {
  const client = await relayClient();
  const floor = new RelayFloor();
  await floor.advance(client);
  await floor.advance(client);
  expect(await newestId(client)).toBe(0n);
  await pool.query(insertFact);
  const rows = await readUnsent(client, new Map([[3, floor.safe]]), today());
  expect(rows.map((row) => row.id)).toEqual(['1']);
  await client.end();
});

test('a fact that commits late is never below the floor, whatever else finishes before it', async () => {
  const client = await relayClient();
  const floor = new RelayFloor();
  const late = await pool.connect();
  await late.query('BEGIN');
  const { id } = (await late.query<{ id: string }>(insertFact)).rows[0] ?? { id: '' };
  const floors: bigint[] = [];
  for (let round = 0; round < 5; round++) {
    await pool.query(insertFact);
    await floor.advance(client);
    floors.push(floor.safe);
  }
  await late.query('COMMIT');
  late.release();
  for (const safe of floors) expect(safe).toBeLessThan(BigInt(id));
  const rows = await readUnsent(client, new Map([[3, floor.safe]]), today());
  expect(rows.map((row) => row.id)).toContain(id);
  await floor.advance(client);
  await floor.advance(client);
  expect(floor.safe).toBeGreaterThanOrEqual(BigInt(id));
  await client.end();
});

test('the next transaction id is beyond every running transaction, the newest one too', async () => {
  const client = await relayClient();
  const running = await pool.connect();
  await running.query('BEGIN');
  const { rows } = await running.query<{ xid: string }>('SELECT pg_current_xact_id()::text AS xid');
  const next = await nextTransactionId(client);
  await running.query('ROLLBACK');
  running.release();
  expect(next).toBeGreaterThan(BigInt(rows[0]?.xid ?? 0));
  await client.end();
});

const arrays = (count: number) => Array.from({ length: count }, () => '{}');
const day = "'2026-11-23'";

/** What Postgres does for a statement that was prepared while its tables were empty. */
async function planOf(client: pg.Client | pg.PoolClient, name: string, values: string): Promise<string> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN EXECUTE ${name}(${values})`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

test('hot statements prepared on empty tables still use their indexes when the tables are large', async () => {
  const client = await pool.connect();
  for (const [name, text] of Object.entries(statements)) await client.query(`PREPARE ${name} AS ${text}`);
  const relay = await relayClient();
  await relay.query(`PREPARE unsent AS ${unsentStatement}`);
  await relay.query(`EXECUTE unsent('{3}', '{0}', ${day})`);
  const id = `'{"018f3f5e-0000-7000-8000-000000000001"}'`;
  const month = `'${today().slice(0, 7)}-01'`;
  await client.query(`EXECUTE lock(${id})`);
  await client.query(`EXECUTE cards(${id})`);
  await client.query(`EXECUTE earlier('{1}', '{"5"}', ${month})`);
  await client.query(`EXECUTE write(${writeValues(id, month)})`);

  await pool.query(`INSERT INTO account SELECT gen_random_uuid(), 'demo', n::text, 0, 'v1', 1, 0, 1, 1, 3, 10, now(), now(), now(),
    now(), now(), now() FROM generate_series(1, 20000) n`);
  await pool.query(
    `INSERT INTO card (id, account_id, last4, issued_at) SELECT gen_random_uuid(), id, '0000', now() FROM account`,
  );
  await pool.query(
    `INSERT INTO idempotency_key SELECT 1, n::text, date_trunc('month', now()), '', 200, '{}' FROM generate_series(1, 20000) n`,
  );
  await pool.query(`INSERT INTO outbox (partition, account_id, seq, cycle, type, fact_id, at, payload, sent_offset)
    SELECT n % 12, gen_random_uuid(), 1, 1, 'x', gen_random_uuid(), now(), '{}', n FROM generate_series(1, 20000) n`);

  const plans = {
    lock: await planOf(client, 'lock', id),
    cards: await planOf(client, 'cards', id),
    earlier: await planOf(client, 'earlier', `'{1}', '{"5"}', ${month}`),
    write: await planOf(client, 'write', writeValues(id, month)),
    unsent: await planOf(relay, 'unsent', `'{3,4}', '{0,0}', ${day}`),
  };
  client.release();
  await relay.end();
  for (const [name, plan] of Object.entries(plans)) {
    expect(plan, name).toMatch(/Index/);
    expect(plan, name).not.toMatch(/Seq Scan on (account|card|idempotency_key_\d|outbox_\d)/);
  }
});

/** One changed account and one answered key; no facts. */
function writeValues(id: string, month: string): string {
  const one = (value: string) => `'{"${value}"}'`;
  const dates = Array.from({ length: 4 }, () => one('2026-11-23'));
  const state = [id, one('1'), one('1'), one('1'), ...dates, one('2026-11-23T00:00:00Z'), one('2026-11-23T00:00:00Z')];
  state.push(one('1'), one('3'), one('10'));
  const empty = (count: number) => arrays(count).map((value) => `'${value}'`);
  const answer = [one('1'), one('5'), one('200'), one('{}').replace('"{}"', '"x"')];
  return [...state, day, ...empty(10), day, ...empty(17), ...empty(8), ...answer, month].join(', ');
}
