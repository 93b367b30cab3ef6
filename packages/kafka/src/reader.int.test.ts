import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from '@faturaviva/database';
import type { TopicDefinition } from '@faturaviva/events';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { clusterIdOf, committedOffsets } from './connection.ts';
import { openProducer, type Producer } from './producer.ts';
import type { ReadOptions } from './read-options.ts';
import { Reader } from './reader.ts';
import type { BatchRecord } from './records.ts';
import type { Limits } from './supervise.ts';
import { type Apply, takeBatch } from './take-batch.ts';
import { type Bench, brisk, newReaderDatabase, newTopic, quiet, some, startBench, valuesOf } from './test-bench.ts';

const patience = { timeout: 25_000, interval: 20 };

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
  published: string[];
}

async function newScene(partitions = 1): Promise<Scene> {
  const [topic, database] = await Promise.all([newTopic(bench, partitions), newReaderDatabase(bench)]);
  ends.push(() => database.end());
  return { topic, database, group: `g-${randomUUID()}`, published: [] };
}

const insertSeen: Apply = async (tx, records, at) => {
  for (const { offset, value } of records) {
    await tx.query('INSERT INTO seen (partition, "offset", value) VALUES ($1, $2, $3)', [
      at.partition,
      offset,
      String(value),
    ]);
  }
};

function read(scene: Scene, options: Partial<ReadOptions> = {}, limits: Partial<Limits> = {}): Reader {
  const publish = async (records: BatchRecord[]) => void scene.published.push(...valuesOf(records));
  const reader = new Reader(
    bench.connection,
    clusterId,
    { ...scene, logger: quiet, apply: insertSeen, publish, ...options },
    { ...brisk, ...limits },
  );
  ends.push(() => reader.stop());
  return reader;
}

/** Values in the order in which they were applied. */
async function applied({ database }: Scene): Promise<string[]> {
  const { rows } = await database.query<{ value: string }>('SELECT value FROM seen ORDER BY id');
  return rows.map(({ value }) => value);
}

async function nextOf({ database }: Scene, partition = 0): Promise<number | undefined> {
  const query = 'SELECT next FROM reader_offset WHERE partition = $1';
  const { rows } = await database.query<{ next: string }>(query, [partition]);
  return rows[0] && Number(rows[0].next);
}

const setNext = ({ database, group, topic }: Scene, next: number, cluster = clusterId) =>
  database.query(
    `INSERT INTO reader_offset VALUES ($1, $2, 0, $3, $4)
     ON CONFLICT (grp, topic, partition) DO UPDATE SET next = excluded.next`,
    [group, topic.name, next, cluster],
  );

const numbers = (from: number, count: number) => some(from, count).map(({ value }) => String(value));
const eventually = (check: () => Promise<void> | void) => vi.waitFor(check, patience);

test('each record is applied once, in log order, published after its COMMIT, and the group is told', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 700));
  const reader = read(scene, {
    publish: async (records) => {
      expect(await nextOf(scene)).toBeGreaterThan(records.at(-1)?.offset ?? 0);
      scene.published.push(...valuesOf(records));
    },
  });
  await eventually(() => expect(scene.published).toEqual(numbers(0, 700)));
  await producer.append(scene.topic.name, 0, some(700, 1));
  await eventually(() => expect(scene.published).toEqual(numbers(0, 701)));
  expect(await applied(scene)).toEqual(numbers(0, 701));
  await eventually(() => expect(reader.positions()).toEqual(new Map([[0, { next: 701, logEnd: 701 }]])));
  expect(reader.status()).toBeNull();
  const committed = () => committedOffsets(bench.connection, scene.group, scene.topic.name);
  await eventually(async () => expect(await committed()).toEqual(new Map([[0, 701]])));
});

test('records below `next` are dropped, and published all the same', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 10));
  await setNext(scene, 7);
  const reader = read(scene);
  await eventually(() => expect(scene.published).toEqual(numbers(0, 10)));
  expect(await applied(scene)).toEqual(numbers(7, 3));
  expect(reader.counters).toMatchObject({ applied: 3, dropped: 7 });
});

test('a batch that begins beyond `next` changes nothing', async () => {
  const { topic, database, group } = await newScene();
  const place = { group, topic: topic.name, partition: 0 };
  const records = numbers(5, 3).map((value, n) => ({
    ...place,
    offset: 5 + n,
    timestamp: 0,
    key: null,
    headers: {},
    value: Buffer.from(value),
  }));
  const apply = vi.fn<Apply>();
  expect(await takeBatch({ database, place, clusterId, apply }, records)).toEqual({ kind: 'beyond', next: 0 });
  expect(apply).not.toHaveBeenCalled();
});

test('a database that was set back under a running reader is brought forward again, from `next`', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 5));
  read(scene);
  await eventually(() => expect(scene.published).toHaveLength(5));
  await setNext(scene, 2);
  await producer.append(scene.topic.name, 0, some(5, 1));
  await eventually(async () => expect(await nextOf(scene)).toBe(6));
  expect(await applied(scene)).toEqual([...numbers(0, 5), ...numbers(2, 4)]);
});

test('a group that is beyond a restored database is sought back without waiting for a new record', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 5));
  const before = read(scene);
  await eventually(() => expect(before.counters.applied).toBe(5));
  await before.stop();
  await scene.database.query('TRUNCATE reader_offset, seen');
  read(scene);
  await eventually(async () => expect(await applied(scene)).toEqual(numbers(0, 5)));
});

test('a crash between COMMIT and publish heals when the batch comes again', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 4));
  let crashes = 1;
  const reader = read(scene, {
    publish: async (records) => {
      if (crashes-- > 0) throw new Error('gone before it was published');
      scene.published.push(...valuesOf(records));
    },
  });
  await eventually(() => expect(reader.status()).toMatch(/\/0 waits since .*: gone before it was published/));
  expect(await applied(scene)).toEqual(numbers(0, 4));
  await eventually(() => expect(scene.published).toEqual(numbers(0, 4)));
  expect(await applied(scene)).toEqual(numbers(0, 4));
  await eventually(() => expect(reader.status()).toBeNull());
});

test('a partition whose batch fails waits and is never skipped, while the others go on', async () => {
  const scene = await newScene(2);
  let failures = 3;
  const pulsed: number[] = [];
  const reader = read(scene, {
    apply: async (tx, records, at) => {
      await insertSeen(tx, records, at);
      if (at.partition === 0 && failures-- > 0) throw new Error('the database is away');
    },
    pulse: async ({ partition }) => void pulsed.push(partition),
  });
  await producer.append(scene.topic.name, 0, some(0, 2));
  await eventually(() => expect(reader.status()).toMatch(/\/0 waits since .*: the database is away/));
  const before = pulsed.filter((partition) => partition === 0).length;
  await producer.append(scene.topic.name, 1, some(10, 1));
  await eventually(async () => expect(await applied(scene)).toContain('10'));
  expect(failures).toBeGreaterThanOrEqual(0);
  expect(pulsed.filter((partition) => partition === 0)).toHaveLength(before);
  await eventually(async () => expect((await applied(scene)).toSorted()).toEqual(['0', '1', '10']));
  expect(reader.rebuilds).toBe(0);
});

test('two owners of one partition apply each record once: the second waits for the first', async () => {
  const scene = await newScene();
  const { topic, database, group } = scene;
  await setNext(scene, 0);
  const place = { group, topic: topic.name, partition: 0 };
  const records = numbers(0, 3).map((value, offset) => ({
    ...place,
    offset,
    timestamp: 0,
    key: null,
    headers: {},
    value: Buffer.from(value),
  }));
  const apply: Apply = async (...taking) => {
    await pause(200);
    await insertSeen(...taking);
  };
  const owners = [1, 2].map(() => takeBatch({ database, place, clusterId, apply }, records));
  const taken = await Promise.all(owners);
  const counts = taken.map((outcome) => (outcome.kind === 'taken' ? outcome.applied.length : -1));
  expect([Math.min(...counts), Math.max(...counts)]).toEqual([0, 3]);
  const { rowCount } = await database.query('SELECT FROM seen');
  expect(rowCount).toBe(3);
});

test('a partition taken away in the middle of a batch is applied once; the refused commit does not kill the reader', async () => {
  const scene = await newScene(2);
  await producer.append(scene.topic.name, 0, some(0, 50));
  await producer.append(scene.topic.name, 1, some(100, 50));
  let slow = 2;
  const started = Promise.withResolvers<void>();
  const apply: Apply = async (tx, records, at) => {
    started.resolve();
    if (slow-- > 0) await pause(3_500);
    await insertSeen(tx, records, at);
  };
  const first = read(scene, { apply }, { rebalanceMs: 1_500 });
  await started.promise;
  const second = read(scene, {}, { rebalanceMs: 1_500 });
  await eventually(() => expect(second.status()).toBeNull());
  await eventually(() => expect(first.counters.commitFailures).toBeGreaterThan(0));
  await producer.append(scene.topic.name, 0, some(50, 50));
  await producer.append(scene.topic.name, 1, some(150, 50));
  await eventually(async () =>
    expect((await applied(scene)).map(Number).toSorted((a, b) => a - b)).toEqual([...Array(200).keys()]),
  );
  await eventually(() => expect([first.status(), second.status()]).toEqual([null, null]));
  expect([first.rebuilds, second.rebuilds]).toEqual([0, 0]);
  await eventually(() => expect(first.positions().size + second.positions().size).toBe(2));
});

test('a batch that fails when its partition is gone already is no reason not to be ready', async () => {
  const scene = await newScene(2);
  await producer.append(scene.topic.name, 0, some(0, 50));
  await producer.append(scene.topic.name, 1, some(100, 50));
  let late = 2;
  const started = Promise.withResolvers<void>();
  const apply: Apply = async (tx, records, at) => {
    started.resolve();
    if (late-- > 0) {
      await pause(3_500);
      throw new Error('the transaction was ended meanwhile');
    }
    await insertSeen(tx, records, at);
  };
  const first = read(scene, { apply }, { rebalanceMs: 1_500 });
  await started.promise;
  const second = read(scene, {}, { rebalanceMs: 1_500 });
  await eventually(async () => expect(await applied(scene)).toHaveLength(100));
  await eventually(() => expect([first.status(), second.status()]).toEqual([null, null]));
  expect([first.rebuilds, second.rebuilds]).toEqual([0, 0]);
});

test('types that the fold does not know are counted, and the reader goes on', async () => {
  const scene = await newScene();
  const known = { key: null, value: '1', headers: { ce_type: 'known' } };
  await producer.append(scene.topic.name, 0, [known, { ...known, headers: { ce_type: 'new' } }, known]);
  const reader = read(scene, { types: [{ type: 'known' }] });
  await eventually(() => expect(reader.counters.applied).toBe(3));
  expect(reader.unknownTypes).toEqual(new Map([['new', 1]]));
});

test('another Kafka cluster than the one that was read halts the reader with a sentence', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 1));
  await setNext(scene, 1, 'another-cluster');
  const reader = read(scene);
  await eventually(() => expect(reader.status()).toMatch(/filled from the Kafka cluster another-cluster/));
  await producer.append(scene.topic.name, 0, some(1, 1));
  await pause(300);
  expect(await applied(scene)).toEqual([]);
  expect(reader.status()).toMatch(/another-cluster/);
});

test('a log that ends before `next` rewinds the reader, and what comes is applied', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 5));
  await setNext(scene, 1_000);
  const reader = read(scene);
  await eventually(() => expect(reader.counters.rewinds).toBe(1));
  await producer.append(scene.topic.name, 0, some(5, 1));
  await eventually(async () => expect(await applied(scene)).toEqual(numbers(0, 6)));
  expect(await nextOf(scene)).toBe(6);
  expect(reader.status()).toBeNull();
});

test('facts that are gone from the log halt the reader with a sentence', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 5));
  await setNext(scene, 1);
  const admin = await bench.connection.admin;
  await admin.fetchTopicOffsets(scene.topic.name);
  await admin.deleteTopicRecords({
    topic: scene.topic.name,
    partitions: [{ partition: 0, offset: '3' }],
  });
  const reader = read(scene);
  await eventually(() => expect(reader.status()).toMatch(/up to offset 1, and the log begins at 3/));
  expect(await applied(scene)).toEqual([]);
});

test('every owned partition has a pulse every two seconds, never between a COMMIT and its publish', async () => {
  const scene = await newScene(2);
  const order: string[] = [];
  read(scene, {
    publish: async () => {
      order.push('publish');
      await pause(2_500);
      order.push('published');
    },
    pulse: async ({ partition, next, logEnd }) => void order.push(`${partition}: ${next}/${logEnd}`),
  });
  await eventually(() => expect(order).toEqual(expect.arrayContaining(['0: 0/0', '1: 0/0'])));
  order.length = 0;
  await producer.append(scene.topic.name, 0, some(0, 2));
  await eventually(() => expect(order).toContain('0: 2/2'));
  const ofFirst = order.filter((entry) => !entry.startsWith('1:') && entry !== '0: 0/0');
  expect(ofFirst.slice(0, 3)).toEqual(['publish', 'published', '0: 2/2']);
  expect(order).toContain('1: 0/0');
});

test('a graceful stop ends the batch in hand, applied and published, and takes no other', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 3));
  const started = Promise.withResolvers<void>();
  const reader = read(scene, {
    apply: async (...taking) => {
      started.resolve();
      await pause(1_500);
      await insertSeen(...taking);
    },
  });
  await started.promise;
  await reader.stop();
  expect(await applied(scene)).toEqual(numbers(0, 3));
  expect(scene.published).toEqual(numbers(0, 3));
  await producer.append(scene.topic.name, 0, some(3, 1));
  await pause(200);
  expect(await applied(scene)).toEqual(numbers(0, 3));
});

test('a broker that goes and comes back is read on, and nothing is missing', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 3));
  const reader = read(scene);
  await eventually(() => expect(scene.published).toHaveLength(3));
  await bench.stack.kafka.stop();
  await bench.stack.kafka.start();
  await producer.append(scene.topic.name, 0, some(3, 3));
  await eventually(async () => expect(await applied(scene)).toEqual(numbers(0, 6)));
  await eventually(() => expect(reader.status()).toBeNull());
});

test('with a bound exactly the records before it are applied and committed, the others once it has grown', async () => {
  const scene = await newScene(2);
  await producer.append(scene.topic.name, 0, some(0, 700));
  await producer.append(scene.topic.name, 1, some(1_000, 10));
  const until = [333, 0];
  const reader = read(scene, { until: (partition) => until[partition] ?? 0 });
  const committed = () => committedOffsets(bench.connection, scene.group, scene.topic.name);
  await eventually(async () => expect(await committed()).toEqual(new Map([[0, 333]])));
  await producer.append(scene.topic.name, 0, some(700, 5));
  await pause(1_000);
  expect(await applied(scene)).toEqual(numbers(0, 333));
  expect(scene.published).toEqual(numbers(0, 333));
  expect([await nextOf(scene, 0), await nextOf(scene, 1)]).toEqual([333, undefined]);

  until[0] = 334;
  await eventually(async () => expect(await nextOf(scene)).toBe(334));
  until.splice(0, 2, 10_000, 4);
  await eventually(async () => expect([await nextOf(scene, 0), await nextOf(scene, 1)]).toEqual([705, 4]));
  expect((await applied(scene)).toSorted((a, b) => Number(a) - Number(b))).toEqual([
    ...numbers(0, 705),
    ...numbers(1_000, 4),
  ]);
  expect(await committed()).toEqual(
    new Map([
      [0, 705],
      [1, 4],
    ]),
  );
  expect(reader.counters).toMatchObject({ applied: 709, dropped: 0, beyond: 0 });
});

test('a bounded reader whose group is beyond its database reads what is missing before it stands still', async () => {
  const scene = await newScene();
  await producer.append(scene.topic.name, 0, some(0, 20));
  const before = read(scene);
  await eventually(() => expect(before.counters.applied).toBe(20));
  await before.stop();
  await scene.database.query('TRUNCATE reader_offset, seen');
  await producer.append(scene.topic.name, 0, some(20, 1));
  read(scene, { until: () => 7 });
  await eventually(async () => expect(await applied(scene)).toEqual(numbers(0, 7)));
  await pause(500);
  expect(await applied(scene)).toEqual(numbers(0, 7));
});
