import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { eventually } from './cluster.ts';
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts';
import { Scenario } from './scenario.ts';

// A hang limit: waits of ten seconds for a lost member of a group are normal here.
vi.setConfig({ testTimeout: 150_000 });

let scenario: Scenario;
let proxy: CuttingProxy | null = null;
beforeAll(async () => {
  scenario = await Scenario.start();
});
afterAll(async () => {
  await scenario?.stop();
  proxy?.stop();
});

const allReady = () => Promise.all([...scenario.cluster.processes.values()].map((process) => process.ready()));
const startsOf = () => [...scenario.cluster.processes.values()].map(({ starts }) => starts);

test('Postgres restarts, and is killed with all its children', async () => {
  const { postgres } = scenario.cluster.stack;
  const before = startsOf();
  await scenario.under(async () => {
    await postgres.stop();
    await sleep(500);
    await postgres.start();
    await allReady();
    await sleep(500);
    await postgres.kill();
    await postgres.start();
    await allReady();
  });
  expect((await scenario.check()).findings).toEqual([]);
  expect(startsOf(), 'no process died of it').toEqual(before);
});

test('all connections are terminated, several times', async () => {
  const before = startsOf();
  await scenario.under(async () => {
    for (let round = 0; round < 4; round++) {
      await scenario.cluster.admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE usename IN ('purchases', 'invoices') AND datname = current_database()`,
      );
      await sleep(300);
    }
    await allReady();
  });
  expect((await scenario.check()).findings).toEqual([]);
  expect(startsOf(), 'no process died of it').toEqual(before);
});

test('connections are cut at COMMIT, before the server saw it and after', async () => {
  const { cluster } = scenario;
  const cutting = await startCuttingProxy(cluster.stack.postgres.port);
  proxy = cutting;
  const through = (url: string) => ({ DATABASE_URL: Object.assign(new URL(url), { port: String(cutting.port) }).href });
  const { purchases: purchasesUrl, invoices: invoicesUrl } = cluster.database.urls;
  const [purchases, invoices] = [through(purchasesUrl), through(invoicesUrl)];
  await cluster.renew({ 'purchases-1': [purchases], 'purchases-2': [purchases], 'invoices-1': [invoices] });
  const before = startsOf();
  await scenario.under(async () => {
    for (let round = 0; round < 8; round++) {
      cutting.cut('before', 'after');
      await eventually('two COMMITs were cut', () => cutting.left() === 0);
      await sleep(100);
    }
  });
  expect((await scenario.check()).findings).toEqual([]);
  expect(startsOf(), 'no process died of it').toEqual(before);
});

test('the broker is killed and comes back', async () => {
  const { kafka } = scenario.cluster.stack;
  const before = startsOf();
  await scenario.under(async () => {
    await kafka.kill();
    await sleep(500);
    await kafka.start();
    await allReady();
  });
  expect((await scenario.check()).findings).toEqual([]);
  expect(startsOf(), 'no process died of it').toEqual(before);
});

test('the broker’s disk is emptied: nothing is sent or applied, and everybody says why', async () => {
  const { cluster, load } = scenario;
  const { kafka } = cluster.stack;
  const applied = async () =>
    (await cluster.admin.query('SELECT count(*)::int AS n FROM invoices.applied_fact')).rows[0].n;
  const before = await applied();
  await kafka.kill();
  kafka.emptyDisk();
  await kafka.start();
  load.start();
  const halted = (name: string, sentence: RegExp) =>
    expect.poll(() => cluster.process(name).report(), { timeout: 40_000, interval: 100 }).toMatch(sentence);
  await halted('invoices-1', /filled from the Kafka cluster/);
  await halted('invoices-2', /filled from the Kafka cluster/);
  await halted('purchases-1', /its facts lie on the Kafka cluster/);
  // One that starts now makes the topics that are missing; the one that runs must not take them for its own.
  cluster.process('purchases-2').crash();
  await halted('purchases-2', /its facts lie on the Kafka cluster/);
  await sleep(1_000);
  await load.stop();
  const { rows } = await cluster.admin.query(
    'SELECT count(*) FILTER (WHERE sent_offset IS NULL)::int AS unsent FROM purchases.outbox',
  );
  expect(rows[0].unsent).toBeGreaterThan(20);
  expect(await applied()).toBe(before);
  expect(await recordsOnTheNewLog()).toBe(0);
});

async function recordsOnTheNewLog(): Promise<number> {
  const { collect } = await import('../checker/collect.ts');
  const { cluster } = scenario;
  const observed = await collect({
    brokers: cluster.stack.brokers,
    database: cluster.admin,
    history: [],
    sockets: [],
  });
  return observed.log.length;
}
