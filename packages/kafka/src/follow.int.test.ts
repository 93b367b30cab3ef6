import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Follower, startFollower } from './follow.ts';
import { openProducer, type Producer } from './producer.ts';
import { Supervised } from './supervise.ts';
import { type Bench, brisk, newTopic, quiet, some, startBench, valuesOf } from './test-bench.ts';

let bench: Bench;
let producer: Producer;
beforeAll(async () => {
  bench = await startBench();
  producer = await openProducer(bench.connection);
});
afterAll(async () => {
  await producer?.close();
  await bench?.stop();
});

const patience = { timeout: 25_000 };

test('a follower sees nothing from before it was there, and everything after', async () => {
  const topic = await newTopic(bench, 2);
  await producer.append(topic.name, 0, some(0, 5));
  const seen: string[] = [];
  const follower = await startFollower(
    bench.connection,
    {
      topic,
      logger: quiet,
      handle: (records) => void seen.push(...valuesOf(records)),
    },
    brisk,
  );
  await Promise.all([producer.append(topic.name, 0, some(5, 3)), producer.append(topic.name, 1, some(100, 2))]);
  await vi.waitFor(() => expect(seen.toSorted()).toEqual(['100', '101', '5', '6', '7']), patience);
  expect(follower.status()).toBeNull();
  await follower.stop();
});

test('records whose handling failed come again, and the group is gone after the stop', async () => {
  const topic = await newTopic(bench, 1);
  const seen: string[] = [];
  let failures = 1;
  const follower = await startFollower(
    bench.connection,
    {
      topic,
      logger: quiet,
      handle: (records) => {
        if (failures-- > 0) throw new Error('not now');
        seen.push(...valuesOf(records));
      },
    },
    brisk,
  );
  await producer.append(topic.name, 0, some(0, 2));
  await vi.waitFor(() => expect(follower.status()).toMatch(/waits since .*: not now/), patience);
  await vi.waitFor(() => expect(seen).toEqual(['0', '1']), patience);
  expect(follower.status()).toBeNull();
  await follower.stop();
  const { groups } = await (await bench.connection.admin).listGroups();
  expect(groups.filter(({ groupId }) => groupId.startsWith('test-'))).toEqual([]);
});

test('a follower whose consumer fell silent is built anew and goes on where it was', async () => {
  const topic = await newTopic(bench, 1);
  const seen: string[] = [];
  let hang = true;
  const handle = async (records: { value: Buffer | null }[]) => {
    if (hang) {
      hang = false;
      await new Promise(() => undefined);
    }
    seen.push(...records.map(({ value }) => String(value)));
  };
  const limits = { ...brisk, silenceMs: 1_000, rebalanceMs: 1_000 };
  const follower = new Follower(bench.connection, { topic, logger: quiet, handle }, [0], limits);
  await producer.append(topic.name, 0, some(0, 3));
  await vi.waitFor(() => expect(seen).toEqual(['0', '1', '2']), patience);
  await follower.stop();
});

test('a consumer that kafkajs gives up is replaced; ready means joined and fetching', async () => {
  const topic = await newTopic(bench, 1);
  const offsets: string[] = [];
  const supervised = new Supervised({
    connection: bench.connection,
    group: topic.name,
    topic: topic.name,
    logger: quiet,
    onJoin: () => undefined,
    limits: brisk,
    onBatch: async (_, payload) => {
      offsets.push(payload.batch.lastOffset());
      if (offsets.length === 1) throw new TypeError('kafkajs does not restart after this');
      payload.resolveOffset(payload.batch.lastOffset());
    },
  });
  expect(supervised.status()).toMatch(/has not joined/);
  await vi.waitFor(() => expect(supervised.status()).toBeNull(), patience);
  await producer.append(topic.name, 0, some(0, 1));
  await vi.waitFor(() => expect(offsets).toEqual(['0', '0']), patience);
  expect(supervised.rebuilds).toBe(1);
  expect(supervised.status()).toBeNull();
  await supervised.stop();
  expect(supervised.status()).toMatch(/stopped/);
});
