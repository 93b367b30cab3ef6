import { setTimeout as sleep } from 'node:timers/promises';
import { failpointNames } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Deaths, eventually } from './cluster.ts';
import { Scenario } from './scenario.ts';

// A hang limit: waits of ten seconds for a lost member of a group are normal here.
vi.setConfig({ testTimeout: 150_000 });

let scenario: Scenario;
beforeAll(async () => {
  scenario = await Scenario.start();
});
afterAll(() => scenario?.stop());

/** Each process dies in each of its lives, at another point. */
const deaths: Deaths = {
  'purchases-1': ['decision.before-commit@25', 'relay.before-publish@15', 'relay.before-mark@12'],
  'purchases-2': ['decision.after-commit@25', 'relay.after-acknowledgement@15', 'relay.after-mark@12'],
  'invoices-1': ['reader.before-commit@6', 'reader.after-publish@6'],
  'invoices-2': ['reader.after-commit@6', 'reader.after-group-commit@6'],
  'realtime-1': ['gateway.before-push@4'],
  'realtime-2': ['gateway.after-push@8'],
};

test('kill -9 on either side of each COMMIT, publish, acknowledgement, mark and push', async () => {
  const { cluster } = scenario;
  const points = Object.values(deaths).flatMap((lives) => lives.map((point) => point.split('@')[0]));
  // Those of the lake are died at in services/data-lake/src/crashes.int.test.ts.
  const here = failpointNames.filter((name) => !name.startsWith('lake.'));
  expect(new Set(points), 'every point is died at').toEqual(new Set(here));
  await cluster.arm(deaths);
  await scenario.under(() => cluster.died(deaths));
  expect((await scenario.check()).findings).toEqual([]);
});

test('the relaying process is killed again and again, and the other one takes over', async () => {
  const { cluster } = scenario;
  await cluster.relayByTheFirst();
  await scenario.under(async () => {
    for (const name of ['purchases-1', 'purchases-2', 'purchases-1', 'purchases-2']) {
      const before = await cluster.relaySessions();
      cluster.process(name).crash();
      await eventually('another one relays everything', async () => {
        const now = await cluster.relaySessions();
        return now.length === 12 && !now.some((pid) => before.includes(pid));
      });
      await sleep(400);
    }
  });
  expect((await scenario.check()).findings).toEqual([]);
});

test('a gateway is gone for good: its screens go to the other one and show what is stored', async () => {
  const { cluster, screens } = scenario;
  await scenario.under(() => cluster.process('realtime-1').kill());
  const told = await scenario.check();
  expect(told.findings).toEqual([]);
  expect(told.compared.get('connected sockets that show what the tables hold')).toBe(10);
  expect(
    screens
      .seen()
      .filter(({ connected }) => connected)
      .every(({ gateway }) => gateway === 1),
  ).toBe(true);
  cluster.process('realtime-1').start();
  await cluster.process('realtime-1').ready();
});

test('a third reader comes and goes while the others are in the middle of a batch', async () => {
  const { cluster } = scenario;
  await scenario.under(async () => {
    const blocker = await cluster.admin.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE invoices.line IN SHARE MODE');
    await readersWait(3);
    const third = await cluster.join('invoices', 3);
    await sleep(2_500);
    await blocker.query('ROLLBACK');
    blocker.release();
    await third.ready();
    await eventually('the third one owns partitions', async () => (await cluster.owned('invoices-3')) > 0);
    await sleep(1_000);
    await cluster.leave('invoices-3');
  });
  // Until its batch is done, the owner before and the one after may both publish.
  expect((await scenario.check({ twoOwners: true })).findings).toEqual([]);
});

test('two owners: a reader stopped inside its transaction, and a relay, lose what they hold and go on afterwards', async () => {
  const { cluster } = scenario;
  await cluster.relayByTheFirst();
  const before = await cluster.relaySessions();
  await scenario.under(async () => {
    const blocker = await cluster.admin.connect();
    await blocker.query('BEGIN');
    await blocker.query('LOCK TABLE invoices.line IN SHARE MODE');
    await readersWait(3);
    cluster.process('invoices-1').pause();
    cluster.process('purchases-1').pause();
    await blocker.query('ROLLBACK');
    blocker.release();
    await eventually('the other reader owns everything', async () => (await cluster.owned('invoices-2')) === 12);
    await eventually('the other relay owns everything', async () => {
      const now = await cluster.relaySessions();
      return now.length === 12 && !now.some((pid) => before.includes(pid));
    });
    cluster.process('invoices-1').resume();
    cluster.process('purchases-1').resume();
  });
  expect((await scenario.check({ twoOwners: true })).findings).toEqual([]);
  expect(cluster.process('invoices-1').log()).toMatch(
    /not queryable|idle-in-transaction timeout|Connection terminated/,
  );
});

/** Resolves once so many batches wait inside their transactions; a process takes two at a time. */
async function readersWait(count: number): Promise<void> {
  await eventually('the readers wait for the table', async () => {
    const { rows } = await scenario.cluster.admin.query<{ ports: number }>(
      `SELECT count(DISTINCT pid)::int AS ports FROM pg_stat_activity
       WHERE application_name = 'invoices-reader' AND wait_event_type = 'Lock' AND datname = current_database()`,
    );
    return (rows[0]?.ports ?? 0) >= count;
  });
}
