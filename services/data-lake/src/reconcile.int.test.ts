import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { cardTransactions } from '@faturaviva/events';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { until } from '../../../tests/support/client.ts';
import { Reconciler, type ReconcilerView } from './reconciler.ts';
import { plus } from './rules/tally.ts';
import type { DataLake } from './service.ts';
import { Bench, expectedTally, get, type Lake, post, quick } from './test-bench.ts';

vi.setConfig({ testTimeout: 150_000 });

const patience = { timeout: 120_000, interval: 200 };
const counts = new Map([
  [0, 12_345],
  [5, 2_500],
]);
const total = [...counts.values()].map(expectedTally).reduce(plus);

let bench: Bench;
let lake: Lake;
let service: DataLake;
beforeAll(async () => {
  bench = await Bench.start(counts);
  // What is broken here is to stay broken.
  lake = await bench.newLake({ pace: { ...quick, mendMs: Number.POSITIVE_INFINITY } });
  service = await lake.start();
  await lake.readAll();
  await until(async () => (await lake.ask('SELECT count(*) FROM facts'))[0]?.[0] === total.facts, patience.timeout);
});
afterAll(async () => {
  await lake?.stop();
  await bench?.stop();
});

const where = '/v1/lake/reconciliation';

async function compared(): Promise<NonNullable<ReconcilerView['last']>> {
  const before = ((await get(service, where)).body as ReconcilerView).last?.at;
  expect((await post(service, where, {})).body).toMatchObject({ running: true });
  const view = async () => (await get(service, where)).body as ReconcilerView;
  await expect.poll(async () => (await view()).running, patience).toBe(false);
  const { last, trouble } = await view();
  expect(trouble).toBeNull();
  if (!last || last.at === before) throw new Error('nothing was compared');
  return last;
}

test('counts, offsets and sums are those of the log, and nothing of the comparison is left behind', async () => {
  const last = await compared();
  expect(last).toMatchObject({ differences: 0, stretches: [], checkpoints: { compared: 14, differing: 0 } });
  const found = last.partitions.map(({ lake: own }) => own ?? { facts: 0, purchases: 0, amountCents: 0 }).reduce(plus);
  expect(found).toMatchObject(total);
  expect(last.partitions.map(({ partition, equal }) => [partition, equal])).toEqual([
    [0, true],
    [5, true],
  ]);
  const groups = (await bench.kafka.groups(cardTransactions.name)).map(({ group }) => group);
  expect(groups.filter((group) => group.startsWith('lake-reconcile'))).toEqual([]);
});

/** Writes a final file again, with another content, as no crash would. */
async function rewrite(file: string, columns: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const at = path.join(lake.folder, file);
  await connection.run(`CREATE TABLE t AS SELECT ${columns} FROM read_parquet('${at}', hive_partitioning = false)`);
  await connection.run(`COPY t TO '${at}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
}

test('a cent, an offset, a checkpoint that differs is named with its place', async () => {
  const [file = ''] = Object.keys(lake.tree('facts')).filter((name) =>
    name.includes('type=CompraEfetuada/date=2026-06-04'),
  );
  await rewrite(file, '* REPLACE (amount_cents + CASE WHEN "offset" = 2345 THEN 1 ELSE 0 END AS amount_cents)');
  const cent = await compared();
  expect(cent.differences).toBe(1);
  expect(cent.stretches).toMatchObject([{ partition: 0, from: 2_000, next: 3_000 }]);
  const [stretch] = cent.stretches;
  expect((stretch?.lake?.amountCents ?? 0) - (stretch?.log?.amountCents ?? 0)).toBe(1);
  expect(cent.partitions.map(({ equal }) => equal)).toEqual([false, true]);

  // One fact twice, in place of its neighbour.
  await rewrite(file, '* REPLACE (CASE WHEN "offset" = 1001 THEN 1000 ELSE "offset" END AS "offset")');
  expect((await compared()).stretches.map(({ from }) => from)).toEqual([1_000, 2_000]);

  await lake.pool.query(
    'UPDATE checkpoint SET amount_cents = amount_cents + 1 WHERE partition = 5 AND "offset" = 1000',
  );
  expect(await compared()).toMatchObject({ differences: 3, checkpoints: { compared: 14, differing: 1 } });
  const metrics = await (await fetch(`${service.url}/metrics`)).text();
  expect(metrics).toContain('lake_differences 3');
});

test.each([
  ['a folder that is no lake', { folder: '/nowhere' }, 'There is no lake in /nowhere'],
  ['a process that does not start', { databaseUrl: 'nowhere' }, 'ended before it was done'],
])('%s is said, and harms nobody', async (_, wrong, sentence) => {
  const { folder, brokers, databaseUrl, logger } = lake.options;
  const reconciler = new Reconciler({
    ...{ folder, brokers, databaseUrl, logger, everyMs: Number.POSITIVE_INFINITY },
    ...wrong,
  });
  reconciler.start();
  await expect.poll(() => reconciler.view().trouble, patience).toContain(sentence);
  expect(reconciler.view()).toMatchObject({ running: false, last: null });
});
