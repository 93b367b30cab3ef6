import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DataLake } from './service.ts';
import { type Answer, Asker } from './sql/asker.ts';
import { Bench, type Lake, post } from './test-bench.ts';

vi.setConfig({ testTimeout: 150_000 });

const patience = { timeout: 90_000, interval: 100 };

let bench: Bench;
let lake: Lake;
let service: DataLake;
beforeAll(async () => {
  bench = await Bench.start(new Map());
  lake = await bench.newLake();
  service = await lake.start();
});
afterAll(async () => {
  await lake?.stop();
  await bench?.stop();
});

const ask = async (sql: string) => {
  const { status, body } = await post(service, '/v1/lake/questions', { sql });
  return { status, ...(body as Partial<Answer> & { code?: string; title?: string }) };
};

test('an empty lake answers: nothing of every type, and columns as they will be', async () => {
  expect(await ask('SELECT count(*) AS n, sum(amount_cents) AS cents FROM CompraEfetuada')).toMatchObject({
    status: 200,
    columns: ['n', 'cents'],
    rows: [[0, null]],
    more: false,
  });
  const byPartition = 'SELECT "partition", count(*) FROM facts WHERE date > \'2026-01-01\' GROUP BY 1';
  expect(await ask(byPartition)).toMatchObject({ status: 200, rows: [] });
  const columns = (await ask('DESCRIBE CompraEfetuada')).rows?.map(([name, type]) => [name, type]);
  expect(columns).toEqual(
    expect.arrayContaining([
      ['amount_cents', 'BIGINT'],
      ['merchant_mcc', 'VARCHAR'],
      ['id', 'UUID'],
      ['time', 'TIMESTAMP WITH TIME ZONE'],
    ]),
  );
});

test('the columns of a type are the same before its first fact and after', async () => {
  const before = (await ask('DESCRIBE CompraEfetuada')).rows;
  await bench.append(0, 0, 300);
  await lake.readAll();
  await expect.poll(async () => (await ask('SELECT count(*) FROM CompraEfetuada')).rows?.[0]?.[0], patience).toBe(294);
  const sorted = (rows: unknown[][] = []) => rows.map(([name, type]) => JSON.stringify([name, type])).sort();
  expect(sorted((await ask('DESCRIBE CompraEfetuada')).rows)).toEqual(sorted(before));
  expect((await ask('SELECT count(*) FROM facts')).rows).toEqual([[300]]);
});

test('what cannot be asked is refused in words', async () => {
  expect(await ask('SELECT * FROM NoSuchType')).toMatchObject({ status: 422, code: 'cannot-ask' });
  expect((await ask('SELECT * FROM NoSuchType')).title).toContain('NoSuchType');
  expect(await ask('DROP VIEW facts')).toMatchObject({ status: 422, title: expect.stringContaining('Only questions') });
  expect(await ask(`SELECT * FROM read_text('/etc/hostname')`)).toMatchObject({ status: 422 });
  expect(await ask('')).toMatchObject({ status: 400 });
  const { status } = await post(service, '/v1/lake/questions', { sql: 'SELECT 1' }, 'another-key');
  expect(status).not.toBe(200);
});

test('no more than 200 rows are told, and no cell is longer than eyes read', async () => {
  const many = await ask('SELECT range AS n FROM range(1000)');
  expect(many).toMatchObject({ status: 200, more: true });
  expect(many.rows).toHaveLength(200);
  expect((await ask(`SELECT repeat('x', 5000)`)).rows).toEqual([[`${'x'.repeat(299)}…`]]);
});

test('a question that takes too long or too much ends alone; the service goes on', async () => {
  const hasty = new Asker(lake.folder, { limitMs: 1_500 });
  const endless = 'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3';
  await expect(hasty.ask(endless)).rejects.toMatchObject({ code: 'too-long' });
  const greedy = `SELECT count(DISTINCT range::VARCHAR || 'abcdefghijklmnopqrstuvwxyz') FROM range(100000000)`;
  expect((await ask(greedy)).status).toBe(422);
  expect((await ask('SELECT 1')).rows).toEqual([[1]]);
});

test('who asks while three wait is told to come again', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask('SELECT 1')));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
});
