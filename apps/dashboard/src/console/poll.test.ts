import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type Polled, startPolling } from './poll.ts';

const EVERY_MS = 10;

let questions = 0;
let status = 200;
let hold: Promise<unknown> = Promise.resolve();
let cutOff = 0;
const server = createServer((request, response) => {
  questions += 1;
  request.socket.once('close', () => (cutOff += response.writableEnded ? 0 : 1));
  const answer = String(questions);
  void hold.then(() => response.writeHead(status).end(answer));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

const told: Polled<number>[] = [];
const polling = startPolling<number>({
  everyMs: EVERY_MS,
  read: async (signal) => {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new Error(String(response.status));
    return Number(await response.text());
  },
  tell: (polled) => told.push(polled),
});

const until = async (condition: () => boolean): Promise<void> => {
  for (const end = Date.now() + 5_000; !condition(); await pause(5)) expect(Date.now()).toBeLessThan(end);
};

afterEach(() => {
  polling.pause();
  told.length = 0;
  status = 200;
  hold = Promise.resolve();
});

test('it asks one question after the other and says when it was answered', async () => {
  const from = Date.now();
  polling.resume();
  await until(() => told.length >= 3);
  const values = told.map(({ value }) => value ?? 0);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(new Set(values).size).toBe(values.length);
  expect(told.every(({ state, readAt }) => state === 'live' && (readAt ?? 0) >= from)).toBe(true);
});

test('a service that fails leaves the last true value with its time, and is live again when it answers', async () => {
  polling.resume();
  await until(() => told.length >= 1);
  status = 503;
  await until(() => told.some(({ state }) => state === 'away'));
  const before = told.findLast(({ state }) => state === 'live');
  const away = told.find(({ state }) => state === 'away');
  expect(away).toEqual({ ...before, state: 'away' });
  status = 200;
  await until(() => told.at(-1)?.state === 'live');
});

test('paused, it asks nothing and tells nothing, not even the answer that was under way', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  hold = promise;
  const [before, cutBefore] = [questions, cutOff];
  polling.resume();
  await until(() => questions === before + 1);
  polling.pause();
  await until(() => cutOff === cutBefore + 1);
  resolve();
  await pause(10 * EVERY_MS);
  expect(questions).toBe(before + 1);
  expect(told).toEqual([]);
  polling.resume();
  await until(() => told.length >= 1);
});
