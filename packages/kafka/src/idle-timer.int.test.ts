import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { replaceTimer } from './idle-timer.ts';
import { openProducer } from './producer.ts';
import { type Bench, newTopic, some, startBench } from './test-bench.ts';

const queue = (
  createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as {
    prototype: { scheduleCheckPendingRequests(): void; checkPendingRequests(): void };
  }
).prototype;

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench?.stop());

test('idle connections set no timers, and none with a negative delay', async () => {
  const warnings: string[] = [];
  process.on('warning', ({ name }) => warnings.push(name));
  const topic = await newTopic(bench, 1);
  const producer = await openProducer(bench.connection);
  await producer.append(topic.name, 0, some(0, 1));
  const checks = vi.spyOn(queue, 'checkPendingRequests');
  await pause(500);
  expect(checks).not.toHaveBeenCalled();
  checks.mockRestore();
  await Promise.all(Array.from({ length: 300 }, (_, n) => producer.append(topic.name, 0, some(n, 1))));
  await producer.close();
  expect(warnings).not.toContain('TimeoutNegativeWarning');
});

test('another version or shape of the library is refused at the start', () => {
  expect(() => replaceTimer('2.2.5', queue)).toThrow(/made for kafkajs 2\.2\.4, and this is 2\.2\.5/);
  expect(() => replaceTimer('2.2.4', {})).toThrow(/made for kafkajs 2\.2\.4/);
});
