import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TopicDefinition } from '@faturaviva/events';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { committedOffsets } from './connection.ts';
import { GroupActive } from './groups.ts';
import { Pace } from './pace.ts';
import { openProducer, type Producer } from './producer.ts';
import { Puller, type PullHandling } from './pull.ts';
import { type PullStart, planPull } from './pull-plan.ts';
import type { OutgoingRecord } from './records.ts';
import { type Bench, brisk, newTopic, quiet, some, startBench, valuesOf } from './test-bench.ts';

const patience = { timeout: 25_000, interval: 20 };
const eventually = (check: () => Promise<void> | void) => vi.waitFor(check, patience);

let bench: Bench;
let producer: Producer;
const ends: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  bench = await startBench();
  producer = await openProducer(bench.connection);
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
  group: string;
  handled: string[];
}

async function newScene(partitions = 1): Promise<Scene> {
  return { topic: await newTopic(bench, partitions), group: `g-${randomUUID()}`, handled: [] };
}

type Options = Partial<PullHandling> & Pick<PullStart, 'from' | 'restart'>;

async function pull(scene: Scene, { from, restart, ...options }: Options = {}): Promise<Puller> {
  const plan = await planPull(bench.connection, {
    group: scene.group,
    topic: scene.topic.name,
    ...(from && { from }),
    ...(restart && { restart }),
  });
  const handle = (records: Parameters<PullHandling['handle']>[0]) => void scene.handled.push(...valuesOf(records));
  const puller = new Puller(bench.connection, { ...scene, logger: quiet, handle, ...options }, plan, brisk);
  ends.push(() => puller.stop());
  return puller;
}

const committed = ({ group, topic }: Scene) => committedOffsets(bench.connection, group, topic.name);
const numbers = (from: number, count: number) => some(from, count).map(({ value }) => String(value));
const DAY = Date.parse('2026-03-10T03:00:00.000Z');
const hourly = (from: number, count: number, shift = 0): OutgoingRecord[] =>
  some(from, count).map((record, n) => ({ ...record, timestamp: DAY + (from + n + shift) * 3_600_000 }));
const hour = (n: number): string => new Date(DAY + n * 3_600_000).toISOString();

test('a second run goes on where the first one stood, and still passes over what came late', async () => {
  const scene = await newScene(3);
  await producer.append(scene.topic.name, 0, hourly(0, 10));
  await producer.append(scene.topic.name, 1, hourly(0, 2));
  const first = await pull(scene, { from: { at: hour(6) } });
  await eventually(() => expect(scene.handled).toEqual(numbers(6, 4)));
  await first.stop();
  // Partitions without a fact of that time are told as well: what comes to them next is read, what was there is not.
  expect(await committed(scene)).toEqual(
    new Map([
      [0, 10],
      [1, 2],
      [2, 0],
    ]),
  );
  await producer.append(scene.topic.name, 0, hourly(100, 1, -98));
  await producer.append(scene.topic.name, 1, hourly(20, 2));
  const second = await pull(scene);
  await eventually(() => expect(scene.handled).toEqual([...numbers(6, 4), ...numbers(20, 2)]));
  await eventually(() => expect(second.counters).toEqual({ batches: 1, facts: 2, skipped: 1 }));
  expect(second.since).toBe(hour(6));
});

test('the instant it began at is kept beside its position', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, hourly(0, 10));
  const first = await pull(scene, { from: { at: hour(6) } });
  await eventually(() => expect(scene.handled).toEqual(numbers(6, 4)));
  await first.stop();
  expect((await pull(scene, { from: { at: hour(0) } })).since).toBe(hour(6));
});

test('it begins anew when it is asked to, and is refused in words while a member is active', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, hourly(0, 5));
  const first = await pull(scene);
  await eventually(() => expect(scene.handled).toEqual(numbers(0, 5)));
  await expect(pull(scene, { restart: true, from: { at: hour(3) } })).rejects.toThrow(new GroupActive(scene.group, 1));
  await first.stop();
  await pull(scene, { restart: true, from: { at: hour(3) } });
  await eventually(() => expect(scene.handled).toEqual([...numbers(0, 5), ...numbers(3, 2)]));
});

test('what was handled when it is stopped is what the group was told; the rest comes to the next run', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 500));
  const first = await pull(scene, { pace: new Pace({ batch: 3, perSecond: 50 }) });
  await eventually(() => expect(scene.handled.length).toBeGreaterThan(20));
  await first.stop();
  const stopped = scene.handled.length;
  // On a machine that is too slow to end in time the group may miss the last batch, which then comes again; never more.
  const told = (await committed(scene)).get(0) ?? 0;
  expect(told).toBeLessThanOrEqual(stopped);
  expect(told).toBeGreaterThanOrEqual(stopped - 3);
  await pull(scene);
  await eventually(() =>
    expect(scene.handled.slice(0, stopped).concat(scene.handled.slice(stopped + stopped - told))).toEqual(
      numbers(0, 500),
    ),
  );
  expect(stopped).toBeLessThan(200);
});

test('facts whose handling failed come again, and none is passed over', async () => {
  const scene = await newScene();
  let failures = 2;
  const puller = await pull(scene, {
    pace: new Pace({ batch: 2 }),
    handle: (records) => {
      if (scene.handled.length === 4 && failures-- > 0) throw new Error('the printer is out of paper');
      scene.handled.push(...valuesOf(records));
    },
  });
  await producer.append(scene.topic.name, 0, some(0, 8));
  await eventually(() => expect(puller.status()).toMatch(/waits since .*: the printer is out of paper/));
  expect(await committed(scene)).toEqual(new Map([[0, 4]]));
  await eventually(() => expect(scene.handled).toEqual(numbers(0, 8)));
});

test('it reads up to its bound, and says by its position that it is there', async () => {
  const scene = await newScene(2);
  await producer.append(scene.topic.name, 0, some(0, 20));
  const puller = await pull(scene, { until: (partition) => (partition === 0 ? 12 : 0) });
  await eventually(() =>
    expect(puller.positions()).toEqual(
      new Map([
        [1, 0],
        [0, 12],
      ]),
    ),
  );
  await pause(500);
  expect(scene.handled).toEqual(numbers(0, 12));
});

test('two members share the partitions; when one leaves, the other goes on for it', async () => {
  const scene = await newScene(4);
  const [first] = [await pull(scene), await pull(scene)];
  await eventually(async () => expect([...(await committed(scene)).keys()]).toHaveLength(4));
  for (const partition of [0, 1, 2, 3]) await producer.append(scene.topic.name, partition, some(partition * 10, 5));
  await eventually(() => expect(scene.handled).toHaveLength(20));
  await first?.stop();
  for (const partition of [0, 1, 2, 3]) await producer.append(scene.topic.name, partition, some(partition * 10 + 5, 5));
  await eventually(() => expect(new Set(scene.handled).size).toBe(40));
});
