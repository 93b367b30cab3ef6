import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { DataLake } from './service.ts';
import { type Answer, Asker } from './sql/asker.ts';
import { residentBytes } from './sql/resident.ts';
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

const endless = 'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3';

/** Processes of this one that ask, with what each holds in memory. */
const asking = (): { pid: number; bytes: number }[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
        return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('question.ts');
      } catch {
        return false;
      }
    })
    .map((pid) => ({ pid, bytes: residentBytes(pid) ?? 0 }));
const isLinux = existsSync('/proc/self/statm');

test('a question that takes too long is ended at its limit, also where DuckDB heeds no interrupt', async () => {
  const hasty = new Asker(lake.folder, { limitMs: 2_000, residentMb: 100_000 });
  for (const sql of [
    endless,
    `SELECT length(repeat('x', 300000000)) + length(repeat('y', 300000000)) FROM range(100)`,
  ]) {
    const began = performance.now();
    await expect(hasty.ask(sql)).rejects.toMatchObject({ code: 'too-long' });
    expect(performance.now() - began).toBeLessThan(5_000);
  }
  expect((await ask('SELECT 1')).rows).toEqual([[1]]);
});

test.runIf(isLinux)(
  'a question that takes too much memory is ended before it has it; the service goes on',
  async () => {
    let most = 0;
    const looking = setInterval(() => (most = Math.max(most, ...asking().map(({ bytes }) => bytes))), 20);
    try {
      // DuckDB's own limit stops neither.
      for (const sql of ['SELECT range(100000000)', `SELECT length(repeat('x', 2000000000))`]) {
        most = 0;
        expect(await ask(sql)).toMatchObject({
          status: 422,
          code: 'too-much',
          title: expect.stringContaining('640 MB'),
        });
        expect(most).toBeGreaterThan(100e6);
        expect(most).toBeLessThan(1_300e6);
      }
    } finally {
      clearInterval(looking);
    }
    const greedy = `SELECT count(DISTINCT range::VARCHAR || 'abcdefghijklmnopqrstuvwxyz') FROM range(100000000)`;
    expect(await ask(greedy)).toMatchObject({ status: 422, title: expect.stringContaining('Out of Memory') });
    expect((await ask('SELECT 1')).rows).toEqual([[1]]);
  },
);

test.runIf(isLinux)('a question whose asker has gone is ended, and leaves the queue', async () => {
  const leave = new AbortController();
  const headers = { authorization: 'Bearer read-key', 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify({ sql: endless }), signal: leave.signal };
  // The fourth, whichever that is, is refused at once: then three are there.
  const questions = [1, 2, 3, 4].map(() => fetch(`${service.url}/v1/lake/questions`, request));
  const outcomes = Promise.allSettled(questions);
  expect((await Promise.race(questions)).status).toBe(429);
  await expect.poll(() => asking().length, patience).toBe(1);
  const [under] = asking();
  const began = performance.now();
  leave.abort();
  expect((await outcomes).filter(({ status }) => status === 'rejected')).toHaveLength(3);
  await expect.poll(() => asking().some(({ pid }) => pid === under?.pid), { timeout: 6_000 }).toBe(false);
  await expect.poll(async () => (await ask('SELECT 1')).status, patience).toBe(200);
  // The three would have had ten seconds each.
  expect(performance.now() - began).toBeLessThan(15_000);
});

test('who asks while three are there is told to come again', async () => {
  const answers = await Promise.all(Array.from({ length: 6 }, () => ask('SELECT 1')));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
  expect(new Set(statuses)).toEqual(new Set([200, 429]));
});

test('of three slow questions at once one is answered late, and none waits longer than is told', async () => {
  const slow = new Asker(lake.folder, { limitMs: 3_000, waitMs: 3_500 });
  const began = performance.now();
  const codes = await Promise.all(
    [1, 2, 3].map(() => slow.ask(endless).then(String, (error: unknown) => (error as { code: string }).code)),
  );
  expect(codes).toEqual(['too-long', 'too-long', 'busy']);
  expect(performance.now() - began).toBeLessThan(3_000 + 3_500 + 4_000);
});
