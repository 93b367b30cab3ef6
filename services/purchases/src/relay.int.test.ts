import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bench } from './test-bench.ts';

const bench = new Bench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());

const cutRelays = () =>
  bench.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'purchases-relay'`,
  );

test('while Kafka is away purchases are kept, readiness says so, and the facts arrive in order afterwards', async () => {
  const { cardId, accountId } = await bench.openCard();
  await bench.stack.kafka.stop();
  for (let n = 0; n < 5; n++) {
    expect((await bench.buy(cardId)).status).toBe(201);
  }
  await expect.poll(async () => (await fetch(`${bench.url()}/health/ready`)).status, { timeout: 20_000 }).toBe(503);
  await bench.stack.kafka.start();
  const facts = await bench.factsOf(accountId);
  const seqs = facts.map((fact) => fact.seq);
  expect([...new Set(seqs)]).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('a relay whose connection is cut loses nothing; another takes its partitions', async () => {
  const { cardId, accountId } = await bench.openCard();
  await expect
    .poll(() => bench.services.flatMap((service) => service.relay.owned()).length, { timeout: 20_000 })
    .toBe(12);
  const buying = Promise.all(Array.from({ length: 60 }, (_, n) => bench.buy(cardId, { to: n % 2 })));
  await bench.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'purchases-relay'`,
  );
  expect((await buying).every((answer) => answer.status === 201)).toBe(true);
  const seqs = (await bench.factsOf(accountId)).map((fact) => fact.seq);
  const firsts = [...new Set(seqs)];
  expect(firsts).toEqual(Array.from({ length: 62 }, (_, n) => n + 1));
});

test('facts that Kafka acknowledged and lost are sent again', async () => {
  const { cardId, accountId } = await bench.openCard();
  for (let n = 0; n < 3; n++) await bench.buy(cardId);
  expect(await bench.factsOf(accountId)).toHaveLength(5);
  // As if the log had once gone on from its end with these three facts, the first of them just where it ends now.
  await bench.database.query(
    `UPDATE outbox o SET sent_offset = p.next + o.seq - 3 FROM relay_position p
     WHERE p.partition = o.partition AND o.account_id = $1 AND o.seq > 2`,
    [accountId],
  );
  await bench.database.query('UPDATE relay_position SET next = next + 1000');
  await cutRelays();
  const ends = () => bench.database.query('SELECT FROM relay_position WHERE next >= 1000');
  await expect.poll(async () => (await ends()).rowCount, { timeout: 20_000 }).toBe(0);
  await expect.poll(() => bench.unsent(), { timeout: 20_000 }).toBe(0);
  expect((await bench.factsOf(accountId)).map((fact) => fact.seq)).toEqual([1, 2, 3, 4, 5, 3, 4, 5]);
});

test('on another Kafka cluster nothing is sent, everything is kept, and readiness says why', async () => {
  const { cardId } = await bench.openCard();
  await expect
    .poll(async () => (await bench.database.query('SELECT FROM outbox WHERE sent_offset IS NULL')).rowCount)
    .toBe(0);
  await bench.database.query(`UPDATE relay_position SET cluster_id = 'another'`);
  await cutRelays();
  const report = async () => (await fetch(`${bench.url()}/health/ready`)).text();
  await expect.poll(report, { timeout: 20_000 }).toContain('Kafka cluster another');
  await expect.poll(() => bench.services.flatMap((service) => service.relay.owned())).toEqual([]);
  expect((await bench.buy(cardId)).status).toBe(201);
  expect((await bench.database.query('SELECT FROM outbox WHERE sent_offset IS NULL')).rowCount).toBe(1);
});
