import { randomUUID } from 'node:crypto';
import { accountFacts, cardTransactions, type Envelope } from '@faturaviva/events';
import { sha256 } from '@faturaviva/http';
import { connectKafka, encodeFact, type Kafka, type OutgoingRecord } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { until } from '../../../tests/support/client.ts';
import { type Stack, startKafkaAndPostgres } from '../../../tests/support/stack.ts';
import type { Choice } from './choice.ts';
import type { Run } from './experiment.ts';
import { type Operations, startOperations } from './service.ts';

const silent = createLogger('test', 'silent');
const KEY = 'console-key';
const patience = { timeout: 30_000, interval: 50 };
const DAY = Date.parse('2026-03-10T03:00:00.000Z');

let stack: Stack;
let kafka: Kafka;
let operations: Operations;
beforeAll(async () => {
  stack = await startKafkaAndPostgres();
  kafka = await connectKafka({ clientId: 'test', brokers: stack.brokers, logger: silent });
  await kafka.ensureTopics([cardTransactions]);
  for (const partition of [0, 1, 2]) await append(partition, 0, 400);
  operations = await start();
  await until(async () => (await ask('GET', '/v1/groups')).status === 200);
});
afterAll(async () => {
  await operations?.stop();
  await kafka?.close();
  await stack?.stop();
});

const start = () =>
  startOperations({
    brokers: stack.brokers,
    jwksUrl: 'http://127.0.0.1:9/jwks',
    readKeys: [{ name: 'console', sha256hex: sha256(KEY).toString('hex') }],
    logger: silent,
  });

const typeOf = (name: string): string => accountFacts.find(({ type }) => type.includes(`.${name}.`))?.type ?? '';

/** Purchases of 1.00, one an hour; every tenth was declined. */
function facts(from: number, count: number): OutgoingRecord[] {
  return Array.from({ length: count }, (_, n) => {
    const envelope: Envelope = {
      id: randomUUID(),
      type: typeOf((from + n) % 10 === 0 ? 'CompraNegada' : 'CompraEfetuada'),
      source: '/purchases',
      time: new Date(DAY + (from + n) * 3_600_000).toISOString(),
      accountId: randomUUID(),
      seq: from + n + 1,
      cycle: 1,
    };
    const data = {
      purchaseId: randomUUID(),
      cardId: randomUUID(),
      amountCents: 100,
      instalments: 1,
      merchant: { id: 'm', name: 'Padaria', mcc: '5462' },
      occurredAt: envelope.time,
      policy: 'v1',
    };
    return encodeFact(envelope, JSON.stringify(data));
  });
}

/** In small batches, as purchases are appended while people buy. */
async function append(partition: number, from: number, count: number): Promise<void> {
  const producer = await kafka.producer();
  for (let n = 0; n < count; n += 4) await producer.append(cardTransactions.name, partition, facts(from + n, 4));
}

async function ask(method: string, path: string, body?: object, key: string | null = KEY) {
  const response = await fetch(`${operations.url}${path}`, {
    method,
    headers: {
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function runToEnd(choice: Partial<Choice>): Promise<Run> {
  expect((await ask('POST', '/v1/experiment', { from: 'beginning', ...choice })).status).toBe(200);
  return vi.waitFor(async () => {
    const { run } = (await ask('GET', '/v1/experiment')).body;
    expect(run.state).toBe('done');
    return run as Run;
  }, patience);
}

test('small fetches are many network operations, and the runs can be held against each other', async () => {
  const small = await runToEnd({ fetchBytes: 1_024 });
  const large = await runToEnd({});
  for (const run of [small, large])
    expect(run).toMatchObject({ facts: 1_200, total: 1_200, skipped: 0, purchases: 1_080, purchasedCents: 108_000 });
  expect(small.fetches).toBeGreaterThan(3 * large.fetches);
  expect(small.bytes / small.fetches).toBeLessThan(large.bytes / large.fetches);
  expect(large.seconds.reduce((sum, { facts }) => sum + facts, 0)).toBe(1_200);
  const { earlier } = (await ask('GET', '/v1/experiment')).body;
  expect(earlier[0]).toMatchObject({ fetches: small.fetches, state: 'done', choice: { fetchBytes: 1_024 } });
});

test('a run begins on a day or at an offset, and reads only the types that were chosen', async () => {
  const day = await runToEnd({ from: { day: '2026-03-20' }, types: [typeOf('CompraEfetuada')] });
  expect(day).toMatchObject({ total: 480, facts: 432, skipped: 48, purchases: 432 });
  const offset = await runToEnd({ from: { offset: 390 }, batch: 3 });
  expect(offset).toMatchObject({ total: 30, facts: 30, batches: 12 });
});

test('a run is slowed, paused, quickened and ended while it reads', async () => {
  await ask('POST', '/v1/experiment', { from: 'beginning', perSecond: 20 });
  const facts = async () => (await ask('GET', '/v1/experiment')).body.run.facts as number;
  await vi.waitFor(async () => expect(await facts()).toBeGreaterThan(5), patience);
  const paused = await ask('PATCH', '/v1/experiment', { paused: true });
  expect(paused.body.run).toMatchObject({ state: 'paused', pace: { perSecond: 20, paused: true } });
  // What was handed on at that very moment is done.
  await new Promise((resolve) => setTimeout(resolve, 300));
  const stood = await facts();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(await facts()).toBe(stood);
  await ask('PATCH', '/v1/experiment', { paused: false, perSecond: 400 });
  await vi.waitFor(async () => expect(await facts()).toBeGreaterThan(stood + 100), patience);
  const ended = await ask('DELETE', '/v1/experiment');
  expect(ended.body.run).toMatchObject({ state: 'stopped' });
  expect(ended.body.run.facts).toBeLessThan(1_200);
  expect(await ask('PATCH', '/v1/experiment', { batch: 5 })).toMatchObject({ status: 409, body: { code: 'no-run' } });
});

test('every group is listed with its lag; a run of another process is refused in words', async () => {
  const group = `people-${randomUUID().slice(0, 8)}`;
  const puller = await kafka.pull({
    group,
    topic: cardTransactions,
    logger: silent,
    from: { offsets: 100 },
    until: () => 150,
    handle: () => undefined,
  });
  const standing = async () =>
    (await ask('GET', '/v1/groups')).body.groups.find((one: { group: string }) => one.group === group);
  await vi.waitFor(async () => expect(await standing()).toMatchObject({ lag: 750, members: 1 }), patience);
  await vi.waitFor(async () => expect(await standing()).toMatchObject({ state: 'stands', perSecond: 0 }), patience);
  expect((await standing()).partitions[0]).toEqual({ partition: 0, next: 150, logEnd: 400, lag: 250, owned: true });
  await puller.stop();
  await vi.waitFor(async () => expect(await standing()).toMatchObject({ state: 'no-members', members: 0 }), patience);

  const other = await start();
  try {
    await ask('POST', '/v1/experiment', { from: 'beginning', perSecond: 1 });
    await vi.waitFor(
      async () => expect((await ask('GET', '/v1/experiment')).body.run.facts).toBeGreaterThan(0),
      patience,
    );
    const refused = await fetch(`${other.url}/v1/experiment`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ from: 'beginning' }),
    });
    expect(refused.status).toBe(409);
    expect(await refused.json()).toMatchObject({
      code: 'group-active',
      title: /console-experiment has one active member/,
    });
  } finally {
    await other.stop();
    await ask('DELETE', '/v1/experiment');
  }
});

test('who has no key sees nothing, and what cannot be is refused in words', async () => {
  expect((await ask('GET', '/v1/groups', undefined, null)).status).toBe(401);
  expect((await ask('POST', '/v1/experiment', { from: 'beginning' }, 'wrong')).status).not.toBe(200);
  const unfit = await ask('POST', '/v1/experiment', { from: 'yesterday', batch: 0, types: ['Compra'] });
  expect(unfit.status).toBe(400);
  expect(unfit.body.errors.map(({ field }: { field: string }) => field)).toEqual(
    expect.arrayContaining(['batch', 'types.0']),
  );
  const metrics = await (await fetch(`${operations.url}/metrics`)).text();
  expect(metrics).toMatch(/^operations_group_lag\{group="console-experiment",partition="0"\} \d+$/m);
  const { paths } = (await ask('GET', '/openapi.json')).body;
  expect(Object.keys(paths)).toEqual(['/v1/groups', '/v1/experiment']);
});
