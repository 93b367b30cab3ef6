import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, type Pool } from '@faturaviva/database';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sample } from './sample.ts';
import type { Partners } from './service.ts';
import { type PartnersBench, startBench } from './test-bench.ts';

interface Watched {
  id: string;
  state: string;
  facts: number;
  samples: (Sample & { atMs: number })[];
}

let bench: PartnersBench;
let database: Pool;
let one: Partners;
let other: Partners;

beforeAll(async () => {
  bench = await startBench();
  await bench.append(30, 20);
  database = connectDatabase({ url: bench.databaseUrl, name: 'test' });
  [one, other] = await Promise.all([bench.start(), bench.start()]);
  for (const { url } of [one, other]) await ready(url);
});
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
  await database.end();
  await bench.stop();
});

async function ready(url: string): Promise<void> {
  for (;;) {
    const { checks } = (await (await fetch(`${url}/health/ready`)).json()) as {
      checks: { name: string; ok: boolean }[];
    };
    if (checks.every(({ name, ok }) => ok || name === 'tokens')) return;
    await sleep(50);
  }
}

async function begin(settings: object, at = one): Promise<Watched> {
  const { status, json } = await bench.ask(at, '/v1/experiments', settings);
  expect(status, JSON.stringify(json)).toBe(201);
  return json as Watched;
}

async function ended(id: string): Promise<Watched> {
  for (;;) {
    const watched = (await bench.ask(one, `/v1/experiments/${id}`)).json as Watched;
    if (watched.state !== 'running') return watched;
    await sleep(100);
  }
}

const last = ({ samples }: Watched): Sample => {
  const sample = samples.at(-1);
  if (!sample) throw new Error('nothing was measured');
  return sample;
};

test('a partner that keeps up has every fact once, either way', async () => {
  const { id, facts } = await begin({
    facts: 300,
    arrivalPerSecond: 600,
    capacityPerSecond: 2_000,
    queue: 1_000,
    timeoutMs: 5_000,
  });
  expect(facts).toBe(300);
  const done = await ended(id);
  expect(done.state).toBe('finished');
  const { push, pull, arrived } = last(done);
  expect(arrived).toBe(300);
  expect(push).toMatchObject({ received: 300, duplicates: 0, delivered: 300, lost: 0, retries: 0 });
  expect(pull).toMatchObject({ received: 300, duplicates: 0, lag: 0, outOfOrder: 0 });
});

test('one that is slow loses webhooks and no pulled fact', async () => {
  const slow = { capacityPerSecond: 60, queue: 5, attempts: 3, firstBackOffMs: 100 };
  const done = await ended((await begin({ facts: 240, arrivalPerSecond: 400, ...slow })).id);
  const { push, pull } = last(done);
  expect(push.refused).toBeGreaterThan(0);
  expect(push.retries).toBeGreaterThan(0);
  expect(push.lost).toBeGreaterThan(0);
  expect(push.received + push.lost).toBe(240);
  expect(pull).toMatchObject({ received: 240, duplicates: 0, refused: 0, outOfOrder: 0, lag: 0 });
  expect(Math.max(...done.samples.map((sample) => sample.pull.lag))).toBeGreaterThan(50);
});

test('a webhook that was answered too late comes again: the partner has it twice', async () => {
  const late = { capacityPerSecond: 25, queue: 200, attempts: 4, firstBackOffMs: 50, timeoutMs: 200 };
  const done = await ended((await begin({ facts: 60, arrivalPerSecond: 2_000, ...late })).id);
  expect(last(done).push.timeouts).toBeGreaterThan(0);
  expect(last(done).push.duplicates).toBeGreaterThan(0);
  expect(last(done).pull.duplicates).toBe(0);
});

test('what was given up and arrived all the same is not lost', async () => {
  const late = { capacityPerSecond: 25, attempts: 1, timeoutMs: 200 };
  const roomy = await ended((await begin({ facts: 60, arrivalPerSecond: 2_000, queue: 200, ...late })).id);
  expect(last(roomy).push.givenUp).toBeGreaterThan(0);
  expect(last(roomy).push).toMatchObject({ received: 60, lost: 0 });
  const narrow = await ended((await begin({ facts: 60, arrivalPerSecond: 2_000, queue: 20, ...late })).id);
  const { received, lost, givenUp } = last(narrow).push;
  expect(lost).toBeGreaterThan(0);
  expect(givenUp).toBeGreaterThan(lost);
  expect(received + lost).toBe(60);
  for (const { push } of narrow.samples) expect(push.received + push.lost).toBeLessThanOrEqual(60);
});

test('one experiment at a time, of all processes; stopped, it leaves no group behind', async () => {
  const { id } = await begin({ facts: 500, arrivalPerSecond: 20, capacityPerSecond: 500, pullBatch: 5 });
  expect((await bench.ask(other, '/v1/experiments', {})).status).toBe(409);
  expect((await bench.ask(other, `/v1/experiments/${id}/stop`, {})).json).toMatchObject({ code: 'runs-elsewhere' });
  const { json } = await bench.ask(one, `/v1/experiments/${id}/stop`, {});
  expect(json).toMatchObject({ id, state: 'stopped' });
  expect((await bench.groups()).filter((group) => group.includes(id))).toEqual([]);
});

test('what a dead process left running is called broken, and another one begins', async () => {
  const dead = randomUUID();
  await database.query(
    `INSERT INTO experiment (id, settings, slice, secret, beat_at) VALUES ($1, '{}', '{"from":[],"until":[]}', 's', now() - interval '1 minute')`,
    [dead],
  );
  expect((await bench.ask(one, '/v1/experiments')).json).toEqual({
    experiments: expect.arrayContaining([expect.objectContaining({ id: dead, state: 'broken' })]),
  });
  const { id } = await begin({ facts: 10, arrivalPerSecond: 2_000, capacityPerSecond: 2_000 }, other);
  expect((await ended(id)).state).toBe('finished');
  expect((await bench.ask(one, `/v1/experiments/${dead}`)).json).toMatchObject({ state: 'broken' });
});

test('the partner believes what is signed, and nothing else', async () => {
  const { id } = await begin({ facts: 500, arrivalPerSecond: 20, capacityPerSecond: 20 });
  const { rows } = await database.query<{ secret: string }>('SELECT secret FROM experiment WHERE id = $1', [id]);
  const body = JSON.stringify({ id: randomUUID(), subject: randomUUID(), sequence: '1' });
  const post = async (secret: string, at: Date, sent = body) => {
    const headers = {
      'content-type': 'application/cloudevents+json',
      'webhook-id': 'm',
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign('m', at, body),
    };
    return (await fetch(`${one.url}/v1/webhooks/${id}`, { method: 'POST', headers, body: sent })).status;
  };
  const secret = rows[0]?.secret ?? '';
  expect(await post(secret, new Date())).toBe(204);
  expect(await post(`whsec_${Buffer.from('another').toString('base64')}`, new Date())).toBe(401);
  expect(await post(secret, new Date(Date.now() - 3_600_000))).toBe(401);
  expect(await post(secret, new Date(), body.replace('"1"', '"2"'))).toBe(401);
  await bench.ask(one, `/v1/experiments/${id}/stop`, {});
  expect(await post(secret, new Date())).toBe(404);
});

test('nobody without a key begins one', async () => {
  const response = await fetch(`${one.url}/v1/experiments`, { method: 'POST' });
  expect([400, 401]).toContain(response.status);
  expect((await fetch(`${one.url}/v1/experiments`)).status).toBe(401);
});
