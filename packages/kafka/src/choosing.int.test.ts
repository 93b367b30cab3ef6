import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from '@faturaviva/database';
import type { TopicDefinition } from '@faturaviva/events';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { beginGroup } from './beginning.ts';
import { clusterIdOf, committedOffsets } from './connection.ts';
import { GroupActive, groupsOf } from './groups.ts';
import { Pace } from './pace.ts';
import { aFewTimes } from './patience.ts';
import { openProducer, type Producer } from './producer.ts';
import type { ReadOptions } from './read-options.ts';
import { Reader } from './reader.ts';
import { readOffsets } from './reader-offsets.ts';
import type { OutgoingRecord } from './records.ts';
import { restartAt } from './restart.ts';
import type { Limits } from './supervise.ts';
import type { Apply } from './take-batch.ts';
import { type Bench, brisk, newReaderDatabase, newTopic, quiet, some, startBench, valuesOf } from './test-bench.ts';

const patience = { timeout: 25_000, interval: 20 };
const eventually = (check: () => Promise<void> | void) => vi.waitFor(check, patience);

let bench: Bench;
let producer: Producer;
let clusterId: string;
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  bench = await startBench();
  producer = await openProducer(bench.connection);
  clusterId = await clusterIdOf(bench.connection);
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});
afterAll(async () => {
  await producer?.close();
  await bench?.stop();
});

interface Scene {
  topic: TopicDefinition;
  database: Pool;
  group: string;
  /** What `apply` was given, batch by batch, with the instant. */
  batches: { values: string[]; at: number }[];
}

async function newScene(partitions = 1): Promise<Scene> {
  const [topic, database] = await Promise.all([newTopic(bench, partitions), newReaderDatabase(bench)]);
  ends.push(() => database.end());
  return { topic, database, group: `g-${randomUUID()}`, batches: [] };
}

async function read(scene: Scene, options: Partial<ReadOptions> = {}, limits: Partial<Limits> = {}): Promise<Reader> {
  const apply: Apply = async (tx, records, { partition }) => {
    await tx.query('INSERT INTO seen (partition, "offset", value) SELECT $1, * FROM unnest($2::bigint[], $3::text[])', [
      partition,
      records.map(({ offset }) => offset),
      valuesOf(records),
    ]);
    scene.batches.push({ values: valuesOf(records), at: Date.now() });
  };
  const whole = { ...scene, logger: quiet, apply, ...options };
  const starts = await aFewTimes(() => beginGroup(bench.connection, clusterId, whole));
  const reader = new Reader(bench.connection, clusterId, whole, { ...brisk, ...limits }, starts);
  ends.push(() => reader.stop());
  return reader;
}

/** Values in the order in which they were applied. */
async function applied({ database }: Scene): Promise<string[]> {
  const { rows } = await database.query<{ value: string }>('SELECT value FROM seen ORDER BY id');
  return rows.map(({ value }) => value);
}

const nextOf = async (scene: Scene, partition = 0): Promise<number | undefined> =>
  (await readOffsets(scene.database, { group: scene.group, topic: scene.topic.name })).get(partition)?.next;
const numbers = (from: number, count: number) => some(from, count).map(({ value }) => String(value));

const DAY = Date.parse('2026-03-10T03:00:00.000Z');
/** One record an hour, the first at midnight in São Paulo. */
const hourly = (from: number, count: number, shift = 0): OutgoingRecord[] =>
  some(from, count).map((record, n) => ({ ...record, timestamp: DAY + (from + n + shift) * 3_600_000 }));
const hour = (n: number): string => new Date(DAY + n * 3_600_000).toISOString();

test('from an instant on exactly the facts of then and later are applied, late ones of before passed over', async () => {
  const scene = await newScene(2);
  await producer.append(scene.topic.name, 0, hourly(0, 10));
  await producer.append(scene.topic.name, 1, hourly(0, 3));
  // One that came late: of hour 2, behind those of hour 9.
  await producer.append(scene.topic.name, 0, hourly(100, 1, -98));
  await producer.append(scene.topic.name, 0, hourly(10, 2));
  const reader = await read(scene, { from: { at: hour(5) }, since: hour(5) });
  await eventually(async () => expect(await nextOf(scene)).toBe(13));
  expect(await applied(scene)).toEqual(numbers(5, 7));
  expect(reader.counters).toMatchObject({ applied: 7, skipped: 1, dropped: 0 });
  // The other partition has none of them: its group stands at the log's end, and reads what comes.
  const committed = () => committedOffsets(bench.connection, scene.group, scene.topic.name);
  await eventually(async () =>
    expect(await committed()).toEqual(
      new Map([
        [0, 13],
        [1, 3],
      ]),
    ),
  );
  await producer.append(scene.topic.name, 1, hourly(20, 1));
  await eventually(async () => expect(await applied(scene)).toContain('20'));
  expect(reader.statistics.totals.facts).toBe(9);
});

test('a group that stands somewhere goes on there, wherever it is asked to begin', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, hourly(0, 10));
  const first = await read(scene, { from: { offsets: 4 } });
  await eventually(async () => expect(await applied(scene)).toEqual(numbers(4, 6)));
  await first.stop();
  await producer.append(scene.topic.name, 0, hourly(10, 1));
  await read(scene, { from: { offsets: 0 } });
  await eventually(async () => expect(await applied(scene)).toEqual(numbers(4, 7)));
});

test('two first members begin at the same records, and each is applied once', async () => {
  const scene = await newScene(4);
  for (const partition of [0, 1, 2, 3]) await producer.append(scene.topic.name, partition, hourly(0, 50));
  const from = { at: hour(20) };
  await Promise.all([read(scene, { from }), read(scene, { from })]);
  await eventually(async () => expect(await applied(scene)).toHaveLength(120));
  await pause(500);
  expect((await applied(scene)).toSorted()).toEqual([0, 1, 2, 3].flatMap(() => numbers(20, 30)).toSorted());
});

test('a beginning that another member is just storing is not stored over', async () => {
  const scene = await newScene(2);
  await producer.append(scene.topic.name, 0, hourly(0, 10));
  const other = await scene.database.connect();
  await other.query('BEGIN');
  await other.query('INSERT INTO reader_offset VALUES ($1, $2, 0, 7, $3)', [scene.group, scene.topic.name, clusterId]);
  const beginning = beginGroup(bench.connection, clusterId, { ...scene, from: { offsets: 4 } });
  const waits = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%reader_offset%'`;
  await eventually(async () => expect((await scene.database.query(waits)).rowCount).toBe(1));
  await other.query('COMMIT');
  other.release();
  expect(await beginning).toEqual(
    new Map([
      [0, 7],
      [1, 0],
    ]),
  );
});

test('a group is made to begin anew only while it has no member, and is refused in words otherwise', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, hourly(0, 10));
  const place = { group: scene.group, topic: scene.topic.name, database: scene.database };
  const reader = await read(scene);
  await eventually(async () => expect(await applied(scene)).toHaveLength(10));
  const refused = restartAt(bench.connection, clusterId, place, { at: hour(7) });
  await expect(refused).rejects.toThrow(new GroupActive(scene.group, 1));
  await expect(refused).rejects.toThrow(/has one active member: it can begin anew only once it is stopped/);
  expect(await nextOf(scene)).toBe(10);
  await reader.stop();
  await restartAt(bench.connection, clusterId, place, { at: hour(7) });
  expect(await nextOf(scene)).toBe(7);
  const again = await read(scene);
  await eventually(async () => expect(await applied(scene)).toEqual([...numbers(0, 10), ...numbers(7, 3)]));
  expect(again.statistics.totals.facts).toBe(3);
});

test('no batch is larger than was asked for, also when that is changed while it reads', async () => {
  const scene = await newScene(2);
  for (const partition of [0, 1]) await producer.append(scene.topic.name, partition, some(partition * 1_000, 200));
  const pace = new Pace({ batch: 7 });
  const reader = await read(scene, { pace });
  await eventually(async () => expect(await applied(scene)).toHaveLength(400));
  expect(Math.max(...scene.batches.map(({ values }) => values.length))).toBe(7);
  const before = scene.batches.length;
  pace.set({ batch: 50 });
  await producer.append(scene.topic.name, 0, some(200, 200));
  await eventually(async () => expect(await applied(scene)).toHaveLength(600));
  expect(scene.batches.slice(before).map(({ values }) => values.length)).toEqual([50, 50, 50, 50]);
  expect((await applied(scene)).filter((value) => Number(value) < 1_000)).toEqual(numbers(0, 400));
  expect(reader.joins).toBe(1);
});

test('in no second more facts are applied than was asked for, and hardly fewer', async () => {
  const scene = await newScene(3);
  for (const partition of [0, 1, 2]) await producer.append(scene.topic.name, partition, some(partition * 1_000, 100));
  const pace = new Pace({ perSecond: 60 });
  await read(scene, { pace });
  await eventually(async () => expect((await applied(scene)).length).toBeGreaterThanOrEqual(240));
  pace.set({ perSecond: null });
  const paced = scene.batches.filter((_, n) => scene.batches.slice(0, n).flatMap(({ values }) => values).length < 240);
  for (const { at } of paced) {
    const second = paced.filter((other) => other.at >= at && other.at < at + 950).flatMap(({ values }) => values);
    expect(second.length).toBeLessThanOrEqual(60 + 15);
  }
  const took = (paced.at(-1)?.at ?? 0) - (paced[0]?.at ?? 0);
  expect(took).toBeGreaterThan(3_500);
  expect(took).toBeLessThan(8_000);
  await eventually(async () => expect(new Set(await applied(scene)).size).toBe(300));
  expect(await applied(scene)).toHaveLength(300);
});

test('one fact a second for 25 s costs no membership, though the session is short', { timeout: 90_000 }, async () => {
  const scene = await newScene(3);
  for (const partition of [0, 1, 2]) await producer.append(scene.topic.name, partition, some(partition * 1_000, 40));
  const reader = await read(scene, { pace: new Pace({ perSecond: 1 }) }, { sessionMs: 6_000 });
  await eventually(() => expect(scene.batches).not.toHaveLength(0));
  await pause(25_000);
  expect(reader.status()).toBeNull();
  expect([reader.joins, reader.rebuilds]).toEqual([1, 0]);
  const count = (await applied(scene)).length;
  expect(count).toBeGreaterThanOrEqual(19);
  expect(count).toBeLessThanOrEqual(27);
  // Each partition has its turn, and the next member need not wait for long.
  const { rows } = await scene.database.query('SELECT DISTINCT partition FROM seen');
  expect(rows).toHaveLength(3);
  const second = await read(scene, { pace: new Pace({ perSecond: 1 }) }, { sessionMs: 6_000 });
  await vi.waitFor(() => expect(second.status()).toBeNull(), { timeout: 8_000 });
});

test('a paused reader stays a member and applies nothing; it goes on where it stood', async () => {
  const scene = await newScene(2);
  const pace = new Pace();
  const reader = await read(scene, { pace }, { sessionMs: 6_000 });
  await producer.append(scene.topic.name, 0, some(0, 5));
  await eventually(async () => expect(await applied(scene)).toHaveLength(5));
  pace.set({ paused: true });
  await producer.append(scene.topic.name, 0, some(5, 5));
  await pause(8_000);
  expect(await applied(scene)).toHaveLength(5);
  expect([reader.status(), reader.joins]).toEqual([null, 1]);
  pace.set({ paused: false });
  await eventually(async () => expect(await applied(scene)).toEqual(numbers(0, 10)));
});

test('a skipped type is never applied nor published, and `next` moves past it', async () => {
  const scene = await newScene();
  const typed = (from: number, type: string): OutgoingRecord[] =>
    some(from, 3).map((record) => ({ ...record, headers: { ce_type: type } }));
  for (const [n, type] of ['a.Kept.v1', 'a.Left.v1', 'a.Kept.v1', 'a.Left.v1'].entries())
    await producer.append(scene.topic.name, 0, typed(n * 3, type));
  const published: string[] = [];
  const reader = await read(scene, {
    skip: ['a.Left.v1'],
    publish: async (records) => void published.push(...valuesOf(records)),
  });
  await eventually(async () => expect(await nextOf(scene)).toBe(12));
  const kept = [...numbers(0, 3), ...numbers(6, 3)];
  expect(await applied(scene)).toEqual(kept);
  await eventually(() => expect(published).toEqual(kept));
  expect(reader.counters).toMatchObject({ applied: 6, skipped: 6, dropped: 0 });
});

test('small fetches are many: the same facts in 4 KiB and in 1 MiB, counted on the network', async () => {
  const scene = await newScene();
  const body = 'x'.repeat(400);
  for (let from = 0; from < 600; from += 5)
    await producer.append(
      scene.topic.name,
      0,
      some(from, 5).map((record) => ({ ...record, value: `${String(record.value)}${randomUUID()}${body}` })),
    );
  const fetchesWith = async (fetchBytes: number) => {
    const pace = new Pace({ fetchBytes, paused: true });
    const reader = await read({ ...scene, group: `g-${randomUUID()}` }, { pace });
    await eventually(() => expect(reader.status()).toBeNull());
    const before = reader.statistics.totals.fetches;
    pace.set({ paused: false });
    await eventually(() => expect(reader.counters.applied).toBe(600));
    return { fetches: reader.statistics.totals.fetches - before, bytes: reader.statistics.totals.bytes };
  };
  const small = await fetchesWith(4_096);
  const large = await fetchesWith(1_048_576);
  expect(small.fetches).toBeGreaterThan(3 * large.fetches);
  expect(small.bytes / small.fetches).toBeLessThan(large.bytes / large.fetches);
});

test('another fetch size takes a new consumer and loses nothing', async () => {
  const scene = await newScene();
  const pace = new Pace({ perSecond: 200 });
  await producer.append(scene.topic.name, 0, some(0, 400));
  const reader = await read(scene, { pace });
  await eventually(async () => expect((await applied(scene)).length).toBeGreaterThan(50));
  pace.set({ fetchBytes: 2_048 });
  pace.set({ fetchBytes: 4_096 });
  await eventually(async () => expect(await applied(scene)).toEqual(numbers(0, 400)));
  expect(reader.joins).toBeGreaterThanOrEqual(2);
  expect(reader.rebuilds).toBe(0);
  await eventually(() => expect(reader.status()).toBeNull());
});

test('the groups of a topic are listed with their lag, those that never told too', async () => {
  const scene = await newScene(2);
  await producer.append(scene.topic.name, 0, some(0, 10));
  const pace = new Pace({ batch: 4 });
  const reader = await read(scene, { pace, until: (partition) => (partition === 0 ? 8 : 0) });
  const standing = async () =>
    (await groupsOf(bench.connection, scene.topic.name)).find(({ group }) => group === scene.group);
  await eventually(async () =>
    expect(await standing()).toEqual({
      group: scene.group,
      state: 'Stable',
      members: 1,
      partitions: [
        { partition: 0, next: 8, first: 0, logEnd: 10, owned: true },
        { partition: 1, next: null, first: 0, logEnd: 0, owned: true },
      ],
    }),
  );
  await reader.stop();
  await eventually(async () => expect(await standing()).toMatchObject({ state: 'Empty', members: 0 }));
});
