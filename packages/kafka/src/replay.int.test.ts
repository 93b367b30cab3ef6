import { afterAll, beforeAll, expect, test } from 'vitest';
import { openProducer } from './producer.ts';
import { replayLog } from './replay.ts';
import { type Bench, brisk, newTopic, quiet, startBench } from './test-bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench?.stop());

const groups = async () => (await (await bench.connection.admin).listGroups()).groups.map(({ groupId }) => groupId);

test('a topic is read once, merged by event time, to the end that it had, and leaves no group', async () => {
  const topic = await newTopic(bench, 3);
  const producer = await openProducer(bench.connection);
  const PER_PARTITION = 12_000;
  for (let partition = 0; partition < 2; partition += 1) {
    const records = Array.from({ length: PER_PARTITION }, (_, n) => ({
      key: null,
      value: String(n * 2 + partition),
      headers: {},
      timestamp: 1_000_000 + n * 2 + partition,
    }));
    await producer.append(topic.name, partition, records);
  }
  const before = new Set(await groups());
  const seen: number[] = [];
  let told: [number, number] = [0, 0];
  let late = false;
  for await (const chunk of replayLog(
    bench.connection,
    {
      topic,
      logger: quiet,
      select: ({ value }) => (Number(value) % 10 === 9 ? null : Number(value)),
      progress: (read, total) => (told = [read, total]),
    },
    brisk,
  )) {
    seen.push(...chunk);
    if (!late) await producer.append(topic.name, 2, [{ key: null, value: 'late', headers: {}, timestamp: 1 }]);
    late = true;
  }
  const all = Array.from({ length: PER_PARTITION * 2 }, (_, n) => n);
  expect(seen).toEqual(all.filter((n) => n % 10 !== 9));
  expect(told).toEqual([PER_PARTITION * 2, PER_PARTITION * 2]);
  expect((await groups()).filter((group) => !before.has(group))).toEqual([]);
  await producer.close();
});

test('an empty topic has nothing to tell, and a replay that is given up leaves no group', async () => {
  const topic = await newTopic(bench, 2);
  const options = { topic, logger: quiet, select: () => 1 };
  for await (const chunk of replayLog(bench.connection, options, brisk))
    throw new Error(`nothing is there: ${String(chunk)}`);
  const producer = await openProducer(bench.connection);
  await producer.append(topic.name, 0, [{ key: null, value: 'x', headers: {} }]);
  const before = new Set(await groups());
  const stopping = new AbortController();
  const given = (async () => {
    const replay = replayLog(bench.connection, { ...options, signal: stopping.signal }, brisk);
    setTimeout(() => stopping.abort(new Error('given up')), 20);
    for await (const chunk of replay) throw new Error(`it was given up before ${String(chunk)}`);
  })();
  await expect(given).rejects.toThrow('given up');
  expect((await groups()).filter((group) => !before.has(group))).toEqual([]);
  await producer.close();
});
