import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, inTransaction, type Pool } from '@faturaviva/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgresOnly } from '../../../../tests/support/stack.ts';
import { addDeliveries, giveUp, markDelivered, standingOf, takeDue, tryAgainIn } from './deliveries.ts';

let stack: Awaited<ReturnType<typeof startPostgresOnly>>;
let database: Pool;
beforeAll(async () => {
  stack = await startPostgresOnly();
  database = connectDatabase({ url: (await stack.newDatabase()).urls.partners, name: 'test', max: 8 });
});
afterAll(async () => {
  await database?.end();
  await stack?.stop();
});

async function experimentOf(facts: number): Promise<{ id: string; ids: string[] }> {
  const id = randomUUID();
  const ids = Array.from({ length: facts }, () => randomUUID());
  await inTransaction(database, (tx) =>
    addDeliveries(
      tx,
      id,
      ids.map((fact) => ({ id: fact, body: '{"a":"b\\"c"}' })),
    ),
  );
  return { id, ids };
}

const taken = async (id: string, most: number, leaseMs = 60_000) =>
  (await takeDue(database, id, most, leaseMs)).map(({ factId, attempts }) => [factId, attempts] as const);

test('of several who take at once each gets others, and together they get all', async () => {
  const { id, ids } = await experimentOf(40);
  const all = (await Promise.all([1, 2, 3, 4].map(() => taken(id, 10)))).flat();
  expect(all.map(([fact]) => fact).toSorted((a, b) => a.localeCompare(b))).toEqual(
    ids.toSorted((a, b) => a.localeCompare(b)),
  );
  expect(await taken(id, 10)).toEqual([]);
});

test('what somebody took who then died is taken again when his time is over', async () => {
  const { id, ids } = await experimentOf(1);
  expect(await taken(id, 10, 200)).toEqual([[ids[0], 1]]);
  expect(await taken(id, 10, 200)).toEqual([]);
  await sleep(300);
  expect(await taken(id, 10)).toEqual([[ids[0], 2]]);
});

test('a fact that is added again stays as it is; one that was delivered or given up is not due', async () => {
  const { id, ids } = await experimentOf(3);
  const [one = '', two = '', three = ''] = ids;
  await taken(id, 3);
  await markDelivered(database, id, one);
  await giveUp(database, id, two);
  await tryAgainIn(database, id, three, 0);
  await inTransaction(database, (tx) => addDeliveries(tx, id, [{ id: one, body: 'other' }]));
  expect(await taken(id, 10)).toEqual([[three, 2]]);
  expect(await standingOf(database, id)).toMatchObject({ waiting: 1, delivered: 1, givenUp: 1 });
});
