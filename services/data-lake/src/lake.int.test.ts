import { readFileSync, writeFileSync } from 'node:fs';
import { cardTransactions } from '@faturaviva/events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Catalogue } from './catalogue.ts';
import { LakeOverview } from './overview.ts';
import { CUT_SIZE } from './rules/names.ts';
import { plus } from './rules/tally.ts';
import type { DataLake } from './service.ts';
import { Bench, expectedTally, get, type Lake } from './test-bench.ts';

vi.setConfig({ testTimeout: 150_000 });

const counts = new Map([
  [0, 12_345],
  [1, 20_000],
  [7, 2_500],
]);
const patience = { timeout: 90_000, interval: 100 };
const FINAL = ['facts', 'manifests/cuts'];
const total = [...counts.values()].map(expectedTally).reduce(plus);
const inCuts = [10_000, 20_000].map(expectedTally).reduce(plus);

let bench: Bench;
let lake: Lake;
let service: DataLake;
beforeAll(async () => {
  bench = await Bench.start(counts);
  lake = await bench.newLake();
});
afterAll(async () => {
  await lake?.stop();
  await bench?.stop();
});

const sums = async (of: Lake, finalOnly = false) => {
  const [facts] = await of.ask('SELECT count(*), count(DISTINCT ("partition", "offset")) FROM facts', { finalOnly });
  const [purchases] = await of.ask('SELECT count(*), sum(amount_cents)::BIGINT FROM CompraEfetuada', { finalOnly });
  return { facts, purchases };
};

const whole = { facts: [total.facts, total.facts], purchases: [total.purchases, total.amountCents] };
const cutOnly = { facts: [inCuts.facts, inCuts.facts], purchases: [inCuts.purchases, inCuts.amountCents] };

test('two instances write the whole log once, in cuts at fixed offsets, and what is not cut yet beside them', async () => {
  const [first, second] = await Promise.all([lake.start(), lake.start()]);
  service = first;
  await lake.readAll();
  await expect.poll(() => sums(lake), patience).toEqual(whole);
  expect(await sums(lake, true)).toEqual(cutOnly);
  expect(first.counters.facts + second.counters.facts).toBeGreaterThanOrEqual(total.facts);
  const names = Object.keys(lake.tree('manifests/cuts')).sort();
  expect(names).toEqual([
    'manifests/cuts/card-transactions-00-000000000000-000000009999.json',
    'manifests/cuts/card-transactions-01-000000000000-000000009999.json',
    'manifests/cuts/card-transactions-01-000000010000-000000019999.json',
  ]);
});

test('what has no columns is kept as well: unknown types as JSON, and what is no fact with its bytes', async () => {
  const [dream] = await lake.ask(
    'SELECT data, count(*) OVER () FROM CompraSonhada WHERE "offset" = 498 AND "partition" = 1',
  );
  expect(dream).toEqual(['{"dream":498}', 1]);
  const [broken] = await lake.ask(`SELECT data->>'$.base64', account_id IS NOT NULL FROM Unreadable LIMIT 1`);
  expect(broken).toEqual([Buffer.from([0xff, 0x00, 0xfe]).toString('base64'), true]);
  const [row] =
    await lake.ask(`SELECT topic, "partition", event_type, amount_cents, merchant_name, lines, type, date::VARCHAR
    FROM CompraEstornada WHERE "offset" = 4007 AND "partition" = 0`);
  const lines = [{ kind: 'refund', cycle: 1, amount_cents: -5, instalment: null }];
  expect(row).toEqual([
    ...[cardTransactions.name, 0, 'br.faturaviva.CompraEstornada.v1', 5, `Padaria "d'Ipê" 2`],
    ...[lines, 'CompraEstornada', '2026-06-05'],
  ]);
});

test('checkpoints hold count and sum of every 1,000 offsets, and the overview says what is there', async () => {
  const { body } = await get(service, '/v1/checkpoints?partition=0');
  const expected = Array.from({ length: 12 }, (_, n) => {
    const [before, after] = [expectedTally(n * 1_000), expectedTally((n + 1) * 1_000)];
    const offset = (n + 1) * 1_000;
    const amountCents = after.amountCents - before.amountCents;
    return { partition: 0, offset, facts: 1_000, purchases: after.purchases - before.purchases, amountCents };
  });
  expect(body).toEqual({ topic: cardTransactions.name, size: 1_000, checkpoints: expected });

  const overview = LakeOverview.parse((await get(service, '/v1/lake')).body);
  expect(overview.rows).toBe(inCuts.facts);
  const [first] = overview.partitions;
  expect(first).toMatchObject({
    partition: 0,
    next: 12_345,
    logEnd: 12_345,
    cuts: 1,
    cutUpTo: CUT_SIZE,
    nextCutAt: 20_000,
  });
  expect(first?.tail?.facts).toBe(2_345);
  expect(overview).toMatchObject({ uploads: null, trouble: null, tailRows: total.facts - inCuts.facts });
  const tails = (await new Catalogue(lake.folder).read()).tails.flatMap(({ files }) => files);
  expect(overview).toMatchObject({
    tailFiles: tails.length,
    tailBytes: tails.reduce((sum, { bytes }) => sum + bytes, 0),
  });
  expect(overview.types.reduce((sum, { tailBytes }) => sum + tailBytes, 0)).toBe(overview.tailBytes);
  expect(overview.tailBytes).toBeGreaterThan(0);
  const bought = overview.types.find(({ type }) => type === 'CompraEfetuada');
  expect((bought?.rows ?? 0) + (bought?.tailRows ?? 0)).toBe(total.purchases);
  const { days } = LakeOverview.parse((await get(service, '/v1/lake?type=CompraEfetuada')).body);
  expect(days.map(({ date }) => date)).toEqual(['2026-06-08', '2026-06-07', '2026-06-06', '2026-06-05', '2026-06-04']);
  expect(days.reduce((sum, { rows, tailRows }) => sum + rows + tailRows, 0)).toBe(total.purchases);
  expect((await get(service, '/v1/lake', 'another-key')).status).not.toBe(200);
});

test('another lake of the same log is the same files, byte by byte', async () => {
  const other = await bench.newLake();
  // One group at a time: it is the group's members that share the partitions out.
  await lake.stop();
  await other.start();
  await other.readAll();
  await other.stop();
  expect(other.tree(...FINAL)).toEqual(lake.tree(...FINAL));
  expect(Object.keys(other.tree('facts')).length).toBeGreaterThan(10);
  await lake.start();
});

test('files that are gone while the offsets stay are noticed, and made again from the log', async () => {
  const before = lake.tree(...FINAL);
  lake.empty();
  await expect.poll(() => sums(lake).catch(() => null), patience).toEqual(whole);
  expect(lake.tree(...FINAL)).toEqual(before);
  const { rows } = await lake.pool.query(
    'SELECT sum(facts)::int AS facts, sum(amount_cents)::int AS cents FROM checkpoint',
  );
  expect(rows[0]).toEqual({ facts: total.facts, cents: total.amountCents });
});

test('a reader that was sent back, as after a log that was cut, doubles nothing', async () => {
  await lake.pool.query(`UPDATE reader_offset SET next = 11111 WHERE partition IN (0, 1)`);
  await lake.readAll();
  await expect.poll(() => sums(lake), patience).toEqual(whole);
  const { rows } = await lake.pool.query(
    'SELECT sum(facts)::int AS facts, sum(amount_cents)::int AS cents FROM checkpoint',
  );
  expect(rows[0]).toEqual({ facts: total.facts, cents: total.amountCents });
});

test('a folder of another cluster is left alone, with a sentence', async () => {
  const other = await bench.newLake({ folder: lake.folder });
  const name = `${lake.folder}/manifests/cuts/card-transactions-00-000000000000-000000009999.json`;
  const manifest = readFileSync(name, 'utf8');
  await lake.stop();
  writeFileSync(name, manifest.replace(bench.kafka.clusterId, 'another-cluster'));
  const { url } = await other.start();
  const report = async () => (await fetch(`${url}/health/ready`)).text();
  await expect.poll(report, patience).toContain('holds facts of the Kafka cluster another-cluster');
  await other.stop();
  writeFileSync(name, manifest);
});
