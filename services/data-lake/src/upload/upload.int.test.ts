import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CutManifest, MergeManifest } from '../manifest.ts';
import { LakeOverview } from '../overview.ts';
import { liveFiles } from '../rules/live-files.ts';
import { Bench, dyingProcess, get, type Lake, quick } from '../test-bench.ts';
import { startStore, type TestStore } from './test-store.ts';

vi.setConfig({ testTimeout: 300_000 });

const patience = { timeout: 90_000, interval: 100 };
let bench: Bench;
let store: TestStore;
let lake: Lake;
const directory = mkdtempSync(path.join(tmpdir(), 'fatura-viva-store-'));

beforeAll(async () => {
  bench = await Bench.start(new Map(Array.from({ length: 4 }, (_, partition) => [partition, 20_000])));
  store = await startStore(directory);
  lake = await bench.newLake({ store: store.options });
});
afterAll(async () => {
  await lake?.stop();
  await store?.stop();
  await bench?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** Names of the objects, and a way to their bytes. */
function objects(below = directory): Map<string, () => Buffer> {
  const bucket = path.join(below, store.options.bucket);
  const suffix = '._S3rver_object';
  return new Map(
    readdirSync(bucket, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(suffix))
      .map((name) => [name.slice(0, -suffix.length), () => readFileSync(path.join(bucket, name))]),
  );
}

/** What someone finds in the store who reads manifests only. */
function facts(below = directory): { rows: number; missing: string[] } {
  const all = objects(below);
  const parsed = (folder: string) =>
    [...all].filter(([key]) => key.startsWith(folder)).map(([, bytes]): unknown => JSON.parse(String(bytes())));
  const cuts = parsed('manifests/cuts/').map((one) => CutManifest.parse(one));
  const merges = parsed('manifests/merges/').map((one) => MergeManifest.parse(one));
  const { files } = liveFiles({ cuts, merges });
  const missing = files.filter(({ path: key, bytes }) => all.get(key)?.().length !== bytes).map(({ path: key }) => key);
  return { rows: files.reduce((sum, { rows }) => sum + rows, 0), missing };
}

const uploads = async (service: Awaited<ReturnType<Lake['start']>>) =>
  LakeOverview.parse((await get(service, '/v1/lake')).body).uploads;

const mergesOf = async (service: Awaited<ReturnType<Lake['start']>>) =>
  LakeOverview.parse((await get(service, '/v1/lake')).body).merges.count;

test('every file and manifest reaches a store that fails again and again, and manifests never run ahead of files', async () => {
  store.failEvery(3);
  const service = await lake.start();
  await expect
    .poll(
      () => {
        // Whatever moment one looks at: what a manifest names is there.
        expect(facts().missing).toEqual([]);
        return facts().rows;
      },
      { ...patience, interval: 20 },
    )
    .toBe(80_000);
  expect(store.failures()).toBeGreaterThan(5);
  await expect.poll(async () => (await uploads(service))?.waiting, patience).toBe(0);
  expect((await uploads(service))?.objects).toBe(objects().size);
});

test('a process that starts again uploads nothing twice, and what was not recorded changes nothing', async () => {
  store.failEvery(null);
  await lake.stop();
  const before = objects();
  const { rows } = await lake.pool.query("DELETE FROM upload WHERE key LIKE '%date=2026-06-05%' RETURNING key");
  expect(rows.length).toBeGreaterThan(5);
  const service = await lake.start();
  await expect.poll(async () => (await uploads(service))?.waiting, patience).toBe(0);
  expect(service.counters.uploads).toBe(rows.length);
  expect([...objects().keys()].sort()).toEqual([...before.keys()].sort());
  await lake.stop();
});

test('what a merge replaced leaves the store after the merge has come', async () => {
  const before = objects().size;
  const { rows } = await lake.pool.query('SELECT count(*)::int AS count FROM upload');
  expect(rows[0].count).toBe(before);
  const service = await lake.start({ pace: { tailMs: 300, mendMs: 500, mergeMs: 500, uploadMs: 300, graceMs: 0 } });
  await expect.poll(() => mergesOf(service), patience).toBeGreaterThan(2);
  await expect.poll(() => objects().size, patience).toBeLessThan(before);
  await expect.poll(() => facts(), patience).toEqual({ rows: 80_000, missing: [] });
  // Both change until the last replaced object is gone.
  await expect.poll(async () => (await uploads(service))?.objects === objects().size, patience).toBe(true);
});

test('a store that refuses the key is said, and the reader goes on', async () => {
  await lake.stop();
  await bench.append(5, 0, 10_000);
  const service = await lake.start({ store: { ...store.options, secretKey: 'another' } });
  await expect.poll(async () => (await uploads(service))?.trouble, patience).toContain('SignatureDoesNotMatch');
  await lake.readAll();
});

test('a process that dies between an upload and its note leaves no object that nobody knows of, also when it is merged next', async () => {
  await lake.stop();
  // The newest cut of each partition leaves the first days closed.
  await bench.append(5, 10_000, 10_000);
  const below = mkdtempSync(path.join(directory, 'of-deaths-'));
  const another = await startStore(below);
  const dying = await bench.newLake({ store: another.options });
  for (const point of ['lake.upload-after-put', 'lake.upload-after-put@7', 'lake.upload-after-put@20']) {
    await dyingProcess(dying, point);
    expect(objects(below).size).toBeGreaterThan(0);
    expect(facts(below).missing).toEqual([]);
  }
  const service = await dying.start({ pace: { ...quick, mergeMs: 500 } });
  await expect.poll(() => facts(below), patience).toEqual({ rows: 100_000, missing: [] });
  // By it or by those that died.
  await expect.poll(() => mergesOf(service), patience).toBeGreaterThan(0);
  const standing = async () => {
    const { rows } = await dying.pool.query<{ key: string }>('SELECT key FROM upload');
    const [noted, stored] = [new Set(rows.map(({ key }) => key)), new Set(objects(below).keys())];
    const waiting = (await uploads(service))?.waiting;
    const lacking = (these: Set<string>, those: Set<string>) => [...those].filter((key) => !these.has(key));
    return { waiting, unknown: lacking(noted, stored), missing: lacking(stored, noted) };
  };
  await expect.poll(standing, patience).toEqual({ waiting: 0, unknown: [], missing: [] });
  await dying.stop();
  await another.stop();
});
