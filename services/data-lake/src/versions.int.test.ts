import { accountFacts, CompraEfetuada } from '@faturaviva/events';
import { encodeFact, type OutgoingRecord } from '@faturaviva/kafka';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Bench, idOf, type Lake, recordAt } from './test-bench.ts';

vi.setConfig({ testTimeout: 150_000 });

/** As a later version of the product may say it: two fields more. */
const CompraEfetuada2 = {
  type: 'br.faturaviva.CompraEfetuada.v2',
  data: CompraEfetuada.data.extend({
    channel: z.enum(['chip', 'online']),
    wallet: z.object({ brand: z.string() }).optional(),
  }),
};

const patience = { timeout: 90_000, interval: 100 };
let bench: Bench;
let lake: Lake;
beforeAll(async () => {
  bench = await Bench.start(new Map());
  lake = await bench.newLake();
});
afterAll(async () => {
  await lake?.stop();
  await bench?.stop();
});

/** A purchase as the first version says it, one in ten as the second does, and one in a hundred with a field that no version has. */
function mixed(offset: number): OutgoingRecord {
  const id = idOf(2, offset);
  const time = new Date(Date.UTC(2026, 5, 4, 12) + offset * 1_000).toISOString();
  const accountId = idOf(0xacc, 1);
  const envelope = { id, source: '/purchases', time, accountId, seq: offset + 1, cycle: 1 };
  const merchant = { id: 'm', name: 'Padaria', mcc: '5462', ...(offset % 100 === 1 ? { city: 'Olinda' } : {}) };
  const data = {
    purchaseId: id,
    cardId: accountId,
    amountCents: 700,
    instalments: 1,
    merchant,
    occurredAt: time,
    policy: 'v1',
  };
  if (offset % 10 !== 0) return encodeFact({ ...envelope, type: CompraEfetuada.type }, JSON.stringify(data));
  const more = { channel: offset % 20 === 0 ? 'chip' : 'online', wallet: { brand: 'W' } };
  return encodeFact({ ...envelope, type: CompraEfetuada2.type }, JSON.stringify({ ...data, ...more }));
}

test('a second version is kept before anybody knows its fields, has columns afterwards, and both are read together', async () => {
  const records = Array.from({ length: 20_000 }, (_, offset) => mixed(offset));
  await bench.send(3, records.slice(0, 10_000));
  await lake.start();
  await lake.readAll();
  await lake.stop();
  await bench.send(3, records.slice(10_000));
  await lake.start({ definitions: [...accountFacts, CompraEfetuada2] });
  await lake.readAll();

  const versions =
    await lake.ask(`SELECT event_type, count(*), count(amount_cents), count(channel), count(wallet_brand), count(data)
    FROM CompraEfetuada GROUP BY ALL ORDER BY 1`);
  expect(versions).toEqual([
    // A field that no version has is kept as JSON.
    [CompraEfetuada.type, 18_000, 18_000, 0, 0, 200],
    // The first thousand came before the definition: whole, as JSON.
    [CompraEfetuada2.type, 2_000, 1_000, 1_000, 1_000, 1_000],
  ]);
  const both = await lake.ask(`SELECT COALESCE(channel, data->>'$.channel', 'unknown') AS channel, count(*),
    sum(COALESCE(amount_cents, (data->>'$.amountCents')::BIGINT))::BIGINT FROM CompraEfetuada GROUP BY 1 ORDER BY 1`);
  expect(both).toEqual([
    ['chip', 1_000, 700_000],
    ['online', 1_000, 700_000],
    ['unknown', 18_000, 12_600_000],
  ]);
  const [city] = await lake.ask(
    `SELECT DISTINCT data FROM CompraEfetuada WHERE event_type LIKE '%v1' AND data IS NOT NULL`,
  );
  expect(city).toEqual(['{"merchant":{"city":"Olinda"}}']);
});

test('a type that nobody knows and a message that is no fact are kept under names of their own', async () => {
  await bench.send(
    4,
    Array.from({ length: 1_000 }, (_, offset) => recordAt(4, offset)),
  );
  await lake.readAll();
  await expect.poll(() => lake.ask('SELECT count(*) FROM CompraSonhada').catch(() => null), patience).toEqual([[2]]);
  expect(await lake.ask('SELECT count(*) FROM Unreadable')).toEqual([[1]]);
});
