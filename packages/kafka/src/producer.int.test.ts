import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import type { Producer as LibraryProducer, ProducerRecord } from 'kafkajs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { logBounds } from './connection.ts';
import { NotAppendable, openProducer, Producer } from './producer.ts';
import { type Bench, newTopic, readAll, some, startBench, valuesOf } from './test-bench.ts';

const queue = (
  createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
    prototype: { checkPendingRequests(): void };
  }
).prototype;

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

/** The real library, seen from outside. */
async function observed(
  around: (record: ProducerRecord, send: LibraryProducer['send']) => ReturnType<LibraryProducer['send']>,
) {
  const library = bench.connection.client.producer({ allowAutoTopicCreation: false });
  await library.connect();
  const send = library.send.bind(library);
  return new Producer({ ...library, send: (record) => around(record, send) }, bench.connection);
}

test('what is appended is on the log with its key, headers, time and offset', async () => {
  const topic = await newTopic(bench, 2);
  const record = { key: 'k', value: '{"a":"ç"}', headers: { ce_id: '1' }, timestamp: Date.UTC(2020, 1, 29) };
  expect(await producer.append(topic.name, 1, some(0, 3))).toBe(0);
  expect(await producer.append(topic.name, 1, [record])).toBe(3);
  const { records, follower } = readAll(bench, topic);
  await vi.waitFor(() => expect(records).toHaveLength(4), { timeout: 15_000 });
  expect(records[3]).toEqual({
    ...record,
    topic: topic.name,
    partition: 1,
    offset: 3,
    value: Buffer.from(record.value),
  });
  await follower.stop();
});

test('a partition that does not exist is refused in words, and nothing is stored', async () => {
  const topic = await newTopic(bench, 2);
  const appended = producer.append(topic.name, 99, some(0, 1));
  await expect(appended).rejects.toThrow(`${topic.name} has 2 partitions; there is no partition 99.`);
  await expect(appended).rejects.toBeInstanceOf(NotAppendable);
  expect((await logBounds(bench.connection, topic.name)).end).toEqual([0, 0]);
});

test('an answer that acknowledges nothing counts as not sent: the same records are sent again', async () => {
  const topic = await newTopic(bench, 1);
  const lies: ProducerRecord[] = [];
  const lied = await observed((record, send) => {
    if (lies.push(record) === 1) return Promise.resolve([]);
    return send(record);
  });
  expect(await lied.append(topic.name, 0, some(0, 2))).toBe(0);
  expect(lies[1]).toEqual(lies[0]);
  expect((await logBounds(bench.connection, topic.name)).end).toEqual([2]);
  await lied.close();
});

test('a partition has one outstanding send at a time, after failures too; partitions run side by side', async () => {
  const topic = await newTopic(bench, 2);
  const outstanding = new Map<number, number>();
  let most = 0;
  let together = 0;
  let sends = 0;
  const watched = await observed(async (record, send) => {
    const partition = record.messages[0]?.partition ?? -1;
    outstanding.set(partition, (outstanding.get(partition) ?? 0) + 1);
    most = Math.max(most, ...outstanding.values());
    together = Math.max(together, [...outstanding.values()].filter((count) => count > 0).length);
    const answer = await send(record);
    outstanding.set(partition, (outstanding.get(partition) ?? 0) - 1);
    sends += 1;
    if (sends === 5) throw new Error('Broker not connected');
    return answer;
  });
  await Promise.all(Array.from({ length: 40 }, (_, n) => watched.append(topic.name, n % 2, some(n, 1))));
  expect({ most, together }).toEqual({ most: 1, together: 2 });
  const { end } = await logBounds(bench.connection, topic.name);
  expect(end.reduce((sum, offset) => sum + offset)).toBe(41);
  await watched.close();
});

test('idle connections set no timers, and none with a negative delay', async () => {
  const warnings: string[] = [];
  process.on('warning', ({ name }) => warnings.push(name));
  const topic = await newTopic(bench, 1);
  await producer.append(topic.name, 0, some(0, 1));
  const checks = vi.spyOn(queue, 'checkPendingRequests');
  await pause(500);
  expect(checks).not.toHaveBeenCalled();
  checks.mockRestore();
  await Promise.all(Array.from({ length: 300 }, (_, n) => producer.append(topic.name, 0, some(n, 1))));
  expect(warnings).not.toContain('TimeoutNegativeWarning');
});

test('records too large for the topic are refused, and the partition goes on', async () => {
  const topic = await newTopic(bench, 1);
  const tooLarge = { key: null, value: randomBytes(1_200_000), headers: {} };
  await expect(producer.append(topic.name, 0, [tooLarge])).rejects.toMatchObject({ code: 'message-too-large' });
  expect(await producer.append(topic.name, 0, some(0, 1))).toBe(0);
});

test('across a restart of the broker nothing is lost, the order holds, and an abort frees its caller', async () => {
  const topic = await newTopic(bench, 1);
  const giveUp = new AbortController();
  const early = Array.from({ length: 20 }, (_, n) => producer.append(topic.name, 0, some(n * 10, 10)));
  await early[3];
  await bench.stack.kafka.stop();
  const late = Array.from({ length: 10 }, (_, n) => producer.append(topic.name, 0, some(200 + n * 10, 10)));
  const given = producer.append(topic.name, 0, some(900, 1), { signal: giveUp.signal });
  giveUp.abort(new Error('given up'));
  await expect(given).rejects.toThrow('given up');
  await vi.waitFor(() => expect(producer.status()).toContain(`${topic.name}/0 is not appended to`), {
    timeout: 20_000,
  });
  await bench.stack.kafka.start();
  await Promise.all([...early, ...late]);
  expect(producer.status()).toBeNull();

  const { records, follower } = readAll(bench, topic);
  const { end } = await logBounds(bench.connection, topic.name);
  await vi.waitFor(() => expect(records).toHaveLength(end[0] ?? 0), { timeout: 15_000 });
  await follower.stop();
  expect([...new Set(valuesOf(records))]).toEqual(Array.from({ length: 300 }, (_, n) => String(n)));
});
