import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { plus } from './rules/tally.ts';
import { Bench, dyingProcess, expectedTally, type Lake, quick } from './test-bench.ts';

vi.setConfig({ testTimeout: 240_000 });

const patience = { timeout: 90_000, interval: 100 };
const merging = { ...quick, mergeMs: 500 };
const total = Array.from({ length: 4 }, () => expectedTally(20_000)).reduce(plus);
const whole = [total.facts, total.facts];

let bench: Bench;
let lake: Lake;
beforeAll(async () => {
  bench = await Bench.start(new Map(Array.from({ length: 4 }, (_, partition) => [partition, 20_000])));
  lake = await bench.newLake();
  await lake.start();
  await lake.readAll();
  await lake.stop();
});
// One that is left over would share the partitions with the next.
afterEach(() => lake?.stop());
afterAll(async () => {
  await bench?.stop();
});

async function sums(of: Lake): Promise<unknown> {
  const [facts] = await of.ask('SELECT count(*), count(DISTINCT ("partition", "offset")) FROM facts');
  return facts;
}

test.each(['lake.merge-before-rename', 'lake.merge-before-manifest', 'lake.merge-after-manifest'])(
  'a process that dies at %s leaves every fact, once',
  async (point) => {
    await dyingProcess(lake, point);
    expect(await sums(lake)).toEqual(whole);
  },
);

test('the small files of closed days become one each, replaced ones are removed, and every fact is still there, once', async () => {
  const before = Object.keys(lake.tree('facts')).length;
  const [purchases] = await lake.ask('SELECT count(*), sum(amount_cents)::BIGINT FROM CompraEfetuada');
  const service = await lake.start({ pace: merging });
  await expect.poll(() => Object.keys(lake.tree('facts')).length, patience).toBeLessThan(before - 20);
  await expect
    .poll(async () => (await lake.ask(`SELECT count(*) FROM CompraEfetuada WHERE date = '2026-06-04'`))[0]?.[0])
    .toBeGreaterThan(15_000);
  expect(await sums(lake)).toEqual(whole);
  expect((await lake.ask('SELECT count(*), sum(amount_cents)::BIGINT FROM CompraEfetuada'))[0]).toEqual(purchases);
  expect(purchases).toEqual([total.purchases, total.amountCents]);
  const merged = Object.keys(lake.tree('facts')).filter((name) => name.includes('-merged-'));
  // Two closed days of four types; the days of the newest cuts are left alone.
  expect(merged.map((name) => name.split('/').slice(1, 3).join('/')).sort()).toEqual([
    'type=CompraEfetuada/date=2026-06-04',
    'type=CompraEfetuada/date=2026-06-05',
    'type=CompraEstornada/date=2026-06-04',
    'type=CompraEstornada/date=2026-06-05',
    'type=CompraSonhada/date=2026-06-04',
    'type=CompraSonhada/date=2026-06-05',
    'type=Unreadable/date=2026-06-04',
    'type=Unreadable/date=2026-06-05',
  ]);
  expect(service.counters.mends).toBe(0);
});

test('another lake of the same log merges to the same bytes', async () => {
  const other = await bench.newLake({ pace: merging });
  await other.start();
  await other.readAll();
  const count = Object.keys(lake.tree('facts')).length;
  await expect.poll(() => Object.keys(other.tree('facts')).length, patience).toBe(count);
  await other.stop();
  expect(other.tree('facts')).toEqual(lake.tree('facts'));
});

test('a merged file that is lost is made again from the log', async () => {
  const [merged = ''] = Object.keys(lake.tree('facts')).filter((name) => name.includes('-merged-'));
  rmSync(`${lake.folder}/${merged}`);
  const service = await lake.start();
  await expect.poll(() => sums(lake).catch(() => null), patience).toEqual(whole);
  expect(service.counters.mends).toBeGreaterThan(0);
});
