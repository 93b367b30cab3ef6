import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { groupsOf } from './groups.ts';
import { openLog } from './log-door.ts';
import { readLog } from './read-log.ts';
import { type Bench, newReaderDatabase, newTopic, quiet, startBench } from './test-bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench?.stop());

const membersOf = async (topic: string, group: string) =>
  (await groupsOf(bench.connection, topic)).find((one) => one.group === group)?.members ?? 0;

test('a reader that is stopped while its beginning is looked up stays in no group', async () => {
  const [topic, pool] = await Promise.all([newTopic(bench, 1), newReaderDatabase(bench)]);
  const group = `g-${randomUUID()}`;
  const asked = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  const query = pool.query.bind(pool) as (...args: unknown[]) => Promise<unknown>;
  Object.assign(pool, {
    query: async (...args: unknown[]) => {
      asked.resolve();
      await stopped.promise;
      return query(...args);
    },
  });
  const log = readLog({
    clientId: 'test',
    brokers: bench.stack.brokers,
    topics: [topic],
    logger: quiet,
    read: () => ({ group, topic, database: pool, logger: quiet, from: { offsets: 0 }, apply: async () => undefined }),
  });
  await asked.promise;
  const stopping = log.stop();
  stopped.resolve();
  await stopping;
  // Made or not by then, it is gone soon, and for good.
  await pause(1_000);
  await vi.waitFor(async () => expect(await membersOf(topic.name, group)).toBe(0), { timeout: 50_000, interval: 200 });
  await pause(1_500);
  expect(await membersOf(topic.name, group)).toBe(0);
  await pool.end();
});

test('the log opens when the broker answers, and one that is closed before never does', async () => {
  const where = { clientId: 'test', brokers: bench.stack.brokers, logger: quiet };
  const log = openLog(where);
  expect([log.kafka(), log.status()]).toEqual([null, 'Kafka has not answered yet']);
  await vi.waitFor(() => expect(log.status()).toBeNull(), { timeout: 20_000 });
  expect(log.kafka()?.clusterId).toBeTruthy();
  await log.close();
  const early = openLog(where);
  await early.close();
  await pause(1_000);
  expect(early.kafka()).toBeNull();
});
