import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvoiceSnapshot } from '@faturaviva/events';
import { createLogger } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { people } from '../apps/simulator/src/demo/people.ts';
import { seedPeople } from '../apps/simulator/src/demo/seed-people.ts';
import { connectInvoices, type InvoicesApi } from '../apps/simulator/src/invoices-api.ts';
import { connectPurchases, type PurchasesApi } from '../apps/simulator/src/purchases-api.ts';
import { startTraffic } from '../apps/simulator/src/traffic/service.ts';
import type { TrafficStatus } from '../apps/simulator/src/traffic/traffic.ts';
import { IMPORT_KEY, READ_KEY, type Services, startServices } from './support/services.ts';

const DAY_MS = 86_400_000;
const patience = { limitMs: 20_000 };
let services: Services;
let purchases: PurchasesApi;
let invoices: InvoicesApi;

beforeAll(async () => {
  services = await startServices();
  purchases = connectPurchases({ url: services.purchasesUrl, key: IMPORT_KEY }, patience);
  invoices = connectInvoices({ url: services.invoicesUrl, key: READ_KEY }, patience);
});
afterAll(async () => {
  purchases?.close();
  invoices?.close();
  await services?.stop();
});

async function read<T>(path: string): Promise<T> {
  const response = await fetch(new URL(path, services.invoicesUrl), {
    headers: { authorization: `Bearer ${READ_KEY}` },
  });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

async function seqs(portfolio: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for await (const { accountId, seq } of invoices.accounts(portfolio)) found.set(accountId, seq);
  return found;
}

/** The seqs of a portfolio, once they have stood still for a second. */
async function settled(portfolio: string): Promise<Map<string, number>> {
  for (let before = await seqs(portfolio); ; ) {
    await sleep(1_000);
    const now = await seqs(portfolio);
    if (now.size > 0 && [...now].every(([id, seq]) => before.get(id) === seq)) return now;
    before = now;
  }
}

test('a seed that broke off goes on the next day with the history it had begun', async () => {
  const now = new Date();
  let left = 40;
  const broken: PurchasesApi = {
    ...purchases,
    purchase: async (key, request) => {
      left -= 1;
      if (left < 0) throw new Error('broke off');
      return purchases.purchase(key, request);
    },
  };
  await expect(seedPeople({ purchases: broken, invoices, now })).rejects.toThrow('broke off');
  await sleep(500);
  const tomorrow = new Date(now.getTime() + DAY_MS);
  const seeded = await seedPeople({ purchases, invoices, now: tomorrow });
  expect(seeded.accounts).toBe(people.length);

  const before = await settled('demo');
  expect(before.size).toBe(people.length);
  for (const later of [now, tomorrow, new Date(now.getTime() + 9 * DAY_MS)]) {
    expect(await seedPeople({ purchases, invoices, now: later })).toEqual({ accounts: 0, events: 0 });
  }
  expect(await settled('demo')).toEqual(before);
});

test('the first screen of each person looks lived-in: closed and paid before, open and to come now', async () => {
  for (const person of people) {
    const { accounts } = await read<{ accounts: { accountId: string }[] }>(
      `/v1/accounts?portfolio=demo&reference=${person.reference}`,
    );
    const snapshot = InvoiceSnapshot.parse(await read(`/v1/accounts/${accounts[0]?.accountId}/snapshot`));
    expect(snapshot.cards).toMatchObject([{ last4: person.last4, blocked: false }]);
    expect(snapshot.limit.limitCents).toBe(person.limitCents);
    expect(snapshot.limit.availableCents).toBeGreaterThanOrEqual(person.limitCents * 0.2);
    expect(snapshot.previous?.purchasesCents).toBeGreaterThan(10_000);
    expect(snapshot.coming.length).toBeGreaterThan(0);
    expect(snapshot.declines).toEqual([]);
    expect(Date.parse(snapshot.postedAt)).toBeLessThan(Date.now());
    // What is owed of the last cycle is there as carried balance; once its due day is past, its payment is too.
    const { invoices: all } = await read<{ invoices: { state: string; purchasesCents: number }[] }>(
      `/v1/accounts/${snapshot.accountId}/invoices`,
    );
    expect(all.filter(({ state }) => state === 'FECHADA').length).toBeGreaterThanOrEqual(3);
  }
});

/** Traffic on the services, with its control key. */
async function startTestTraffic(purchasesUrl = services.purchasesUrl) {
  const logger = createLogger('traffic', 'silent');
  const traffic = await startTraffic({ purchasesUrl, purchasesKey: IMPORT_KEY, controlKey: 'control', logger });
  const call = async (path: string, init: { method?: string; body?: string; key?: string } = {}) => {
    const { key = 'control', ...request } = init;
    const response = await fetch(traffic.url + path, { ...request, headers: { authorization: `Bearer ${key}` } });
    return { status: response.status, body: (await response.json()) as TrafficStatus };
  };
  return { ...traffic, call };
}

test('traffic buys at its own accounts only, at the rate it is told, and answers for itself', async () => {
  const demo = await settled('demo');
  const traffic = await startTestTraffic();
  await expect.poll(() => traffic.call('/health/ready'), { timeout: 20_000 }).toMatchObject({ status: 200 });
  const put = (perSecond: unknown) => traffic.call('/rate', { method: 'PUT', body: JSON.stringify({ perSecond }) });
  expect(await put(100)).toMatchObject({ status: 200, body: { perSecond: 100, accounts: 200 } });
  const before = (await traffic.call('/rate')).body.sent;
  await sleep(3_000);
  const { body } = await traffic.call('/rate');
  expect(body.sent - before).toBeGreaterThan(150);
  expect(body.sent - before).toBeLessThan(350);
  expect(body.latencyMs.p50).toBeGreaterThan(0);
  expect(body.latencyMs.p95).toBeGreaterThanOrEqual(body.latencyMs.p50 ?? 0);
  expect(body.declined).toBe(0);

  expect((await put(0)).body.perSecond).toBe(0);
  await sleep(500);
  const paused = (await traffic.call('/rate')).body.sent;
  await sleep(1_000);
  expect((await traffic.call('/rate')).body.sent).toBe(paused);

  expect((await put(501)).status).toBe(400);
  expect((await put('fast')).status).toBe(400);
  expect((await traffic.call('/rate', { method: 'PUT', body: 'no json' })).status).toBe(400);
  expect((await traffic.call('/rate', { key: 'guess' })).status).toBe(401);
  expect((await traffic.call('/rate', { method: 'DELETE' })).status).toBe(405);
  expect((await traffic.call('/nothing')).status).toBe(404);
  await traffic.stop();

  const accounts = await settled('traffic');
  expect(accounts.size).toBe(200);
  expect([...accounts.values()].reduce((sum, seq) => sum + seq - 2, 0)).toBeGreaterThanOrEqual(paused);
  expect(await settled('demo')).toEqual(demo);
});

test('traffic waits while purchases is away, says so, and goes on by itself', async () => {
  const { port } = new URL(services.purchasesUrl);
  const door = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const address = door.address();
  const doorPort = typeof address === 'object' && address ? address.port : 0;
  const traffic = await startTestTraffic(`http://127.0.0.1:${doorPort}`);
  await expect.poll(() => traffic.call('/health/ready')).toMatchObject({ status: 503 });
  await new Promise((resolve) => door.close(resolve));

  const open = createServer((socket) => {
    const inner = connect(Number(port), '127.0.0.1');
    socket.on('error', () => inner.destroy()).pipe(inner);
    inner.on('error', () => socket.destroy()).pipe(socket);
  });
  await new Promise<void>((resolve) => open.listen(doorPort, '127.0.0.1', resolve));
  await expect.poll(async () => (await traffic.call('/rate')).body.sent, { timeout: 20_000 }).toBeGreaterThan(1);
  expect(await traffic.call('/health/ready')).toMatchObject({ status: 200 });
  await traffic.stop();
  await new Promise((resolve) => open.close(resolve));
});
