import { createHash } from 'node:crypto';
import { cardTransactions, FaturaFechada, InvoiceSnapshot } from '@faturaviva/events';
import { partitionOf } from '@faturaviva/kafka';
import canonicalize from 'canonicalize';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closedInvoiceId } from './ids.ts';
import { AccountStory, idOf } from './rules/test-facts.ts';
import type { Invoices } from './service.ts';
import { ask, Bench, readWithoutPublishing, toRecord } from './test-bench.ts';

let bench: Bench;
let invoices: Invoices | null = null;
beforeAll(async () => {
  bench = await Bench.start();
});
afterAll(async () => {
  await invoices?.stop();
  await bench?.stop();
});

const patience = { timeout: 40_000, interval: 50 };
const service = async (): Promise<Invoices> => (invoices ??= await bench.start());
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function stored(accountId: string, cycle: number) {
  const { rows } = await bench.database.query(
    'SELECT fact_id, hash, data, found_at FROM closed_invoice WHERE account_id = $1 AND cycle = $2',
    [accountId, cycle],
  );
  return rows[0];
}

/** From the tables' lines alone, in the order of their positions. */
async function recomputed(accountId: string, cycle: number, { data }: { data: string }): Promise<string> {
  const { rows } = await bench.database.query(
    `SELECT seq, number, kind, amount_cents::float8 AS "amountCents", instalment, instalment_of, fact_id AS "factId",
      purchase_cents::float8, purchase_id AS "purchaseId", card_id AS "cardId", merchant_id, merchant_name, mcc,
      occurred_at, posted_at FROM line WHERE account_id = $1 AND cycle = $2 ORDER BY position`,
    [accountId, cycle],
  );
  let chain = '0'.repeat(64);
  for (const row of rows) {
    const { seq, number, kind, amountCents, purchaseId, cardId, factId } = row;
    const { instalment: nth, instalment_of: of, purchase_cents: purchaseCents, merchant_name: name, mcc } = row;
    const line = { seq, number, kind, amountCents, purchaseId, cardId, factId };
    const instalment = nth === null ? null : { number: nth, of, purchaseCents };
    const merchant = row.merchant_id === null ? null : { id: row.merchant_id, name, mcc };
    const when = { occurredAt: row.occurred_at.toISOString(), postedAt: row.posted_at.toISOString() };
    chain = sha256(chain + canonicalize({ ...line, instalment, merchant, ...when }));
  }
  const { hash: _, firstSeq: _first, lastSeq: _last, decidedChargesCents: _charges, ...told } = JSON.parse(data);
  return sha256(chain + canonicalize(told));
}

test('a crash between the closing and its telling heals: also of a closing that waited behind a gap', async () => {
  const straight = new AccountStory('straight').buy(300).close();
  const behind = new AccountStory('behind').buy(500).buy(600).close().close();
  const [missing] = behind.facts.splice(1, 1);
  if (!missing) throw new Error('a purchase');
  const crashing = await readWithoutPublishing(bench);
  await bench.tell(...straight.facts, ...behind.facts, missing);
  await expect.poll(() => bench.seqOf(straight.accountId), patience).toBe(3);
  await expect.poll(() => bench.seqOf(behind.accountId), patience).toBe(5);
  await crashing.stop();
  expect(bench.closings).toEqual([]);

  const { counters } = await service();
  await expect.poll(() => bench.closingsOf(straight.accountId).length, patience).toBeGreaterThan(0);
  await expect.poll(() => bench.closingsOf(behind.accountId).length, patience).toBeGreaterThan(1);
  expect(counters.folded).toBe(0);
  for (const [accountId, cycle] of [
    [straight.accountId, 1],
    [behind.accountId, 1],
    [behind.accountId, 2],
  ] as const) {
    const row = await stored(accountId, cycle);
    const told = bench.closingsOf(accountId).filter(({ headers }) => headers['ce_cycle'] === String(cycle));
    expect(new Set(told.map(({ value }) => String(value)))).toEqual(new Set([row.data]));
    expect(new Set(told.map(({ headers }) => headers['ce_id']))).toEqual(new Set([row.fact_id]));
  }
});

test('a closed invoice is told once per delivery, as it is stored and as the API answers, with a hash of its lines', async () => {
  const merchant = { id: 'm-3', name: 'Açaí "do Zé" \\ \u{1F600}', mcc: '5812' };
  const story = new AccountStory('told')
    .card()
    .buy(9000, { instalments: 3, merchant })
    .hold(5000)
    .capture(4000)
    .refund([
      ['refund', -3000],
      ['instalment-cancelled', -3000, 1, { number: 2, of: 3 }],
    ])
    .pay(100)
    .close()
    .buy(70);
  const { url } = await service();
  await bench.tell(...story.facts);
  const { accountId } = story;
  await expect.poll(() => bench.closingsOf(accountId).length, patience).toBe(1);
  const [record] = bench.closingsOf(accountId);
  const row = await stored(accountId, 1);
  expect(String(record?.value)).toBe(row.data);
  expect(record).toMatchObject({
    partition: partitionOf(accountId, cardTransactions.partitions),
    headers: {
      ce_type: FaturaFechada.type,
      ce_id: closedInvoiceId(accountId, 1),
      ce_account: accountId,
      ce_cycle: '1',
      ce_seq: '8',
      ce_time: story.facts[7]?.time,
    },
  });
  const told = FaturaFechada.data.parse(JSON.parse(row.data));
  expect(told).toMatchObject({ totalCents: 3900, purchasesCents: 7000, creditsCents: -3000, paymentsCents: -100 });
  expect(told).toMatchObject({ lineCount: 4, firstSeq: 3, lastSeq: 8, policy: 'v1', hash: row.hash });
  expect(await recomputed(accountId, 1, row)).toBe(told.hash);
  expect(await ask(url, `/v1/accounts/${accountId}/invoices/1/closed`)).toEqual({ status: 200, body: told });
  const token = await bench.token([accountId]);
  expect(await ask(url, `/v1/accounts/${accountId}/invoices/1/closed`, token)).toMatchObject({ status: 200 });
  expect(await ask(url, `/v1/accounts/${accountId}/invoices/2/closed`)).toMatchObject({ status: 404 });
  expect(await ask(url, `/v1/accounts/${idOf('nobody')}/invoices/1/closed`, token)).toMatchObject({ status: 404 });
});

test('the same closing again, at another place on the log, tells the same bytes again', async () => {
  const story = new AccountStory('again').buy(100).close();
  const closing = story.facts.at(-1);
  if (!closing) throw new Error('a closing');
  await service();
  await bench.tell(...story.facts);
  await expect.poll(() => bench.closingsOf(story.accountId).length, patience).toBe(1);
  await bench.tell(closing);
  await expect.poll(() => bench.closingsOf(story.accountId).length, patience).toBe(2);
  const [first, second] = bench.closingsOf(story.accountId);
  expect(second?.value).toEqual(first?.value);
  expect(second?.headers['ce_id']).toBe(first?.headers['ce_id']);
});

test('what comes after a closing never changes it: a repair of its cycle goes to the open invoice', async () => {
  const story = new AccountStory('late')
    .buy(100)
    .buy(9000, { instalments: 3 })
    .refund([['refund', -3000]])
    .close();
  const bad = story.facts[2];
  if (!bad) throw new Error('a purchase');
  const { url } = await service();
  const records = story.facts.map(toRecord);
  records[2] = { ...toRecord(bad), value: 'not JSON' };
  await bench.append(...records);
  const { accountId } = story;
  await expect.poll(() => bench.closingsOf(accountId).length, patience).toBe(1);
  const before = await stored(accountId, 1);
  const invoice = () => ask(url, `/v1/accounts/${accountId}/invoices/1`);
  const { body: summary } = await invoice();
  expect(JSON.parse(before.data)).toMatchObject({ totalCents: 100, lineCount: 1 });

  const place = await bench.database.query('SELECT partition, "offset" FROM parked_message WHERE account_id = $1', [
    accountId,
  ]);
  const repairs = `card-transactions/${place.rows[0].partition}/${place.rows[0].offset}`;
  await bench.tell({ ...bad, repairs });
  await expect.poll(() => bench.totalOf(accountId), patience).toBe(100 + 100 + 9000 - 3000);
  expect(await stored(accountId, 1)).toEqual(before);
  expect((await invoice()).body).toEqual(summary);
  expect((await ask(url, `/v1/accounts/${accountId}/invoices/2`)).body).toMatchObject({
    carriedCents: 100,
    purchasesCents: 3000,
    creditsCents: -3000,
    totalCents: 100,
  });
  expect(await recomputed(accountId, 1, before)).toBe(before.hash);
});

test('a closing that was unreadable is told when its repair comes', async () => {
  const story = new AccountStory('repaired').buy(100).close().buy(200);
  const closing = story.facts[2];
  if (!closing) throw new Error('a closing');
  await service();
  const records = story.facts.map(toRecord);
  records[2] = { ...toRecord(closing), value: 'not JSON' };
  await bench.append(...records);
  await expect.poll(() => bench.lettersOf(story.accountId), patience).toHaveLength(1);
  expect(bench.closingsOf(story.accountId)).toEqual([]);
  await bench.tell({ ...closing, repairs: 'card-transactions/0/0' });
  await expect.poll(() => bench.closingsOf(story.accountId).length, patience).toBe(1);
  await expect.poll(() => bench.seqOf(story.accountId), patience).toBe(4);
});

test('holds are pending: newest first, ten of them, in no total, and over a closing', async () => {
  const story = new AccountStory('holds').card();
  for (let count = 1; count <= 12; count++) story.hold(count * 100, `hold-${count}`);
  story.capture(150, { name: 'hold-12', heldCents: 150 }).endHold('cancelled', 1100, 'hold-11').close();
  const { url } = await service();
  await bench.tell(...story.facts);
  await expect.poll(() => bench.seqOf(story.accountId), patience).toBe(story.facts.length);
  const { body } = await ask(url, `/v1/accounts/${story.accountId}/snapshot`);
  const { pending, limit, open } = InvoiceSnapshot.parse(body);
  const pendingCents = (100 * 10 * 11) / 2 + 1050;
  expect(limit).toMatchObject({ pendingCents, openCents: 150, availableCents: 500_000 - pendingCents - 150 });
  expect(open).toMatchObject({ totalCents: 150, carriedCents: 150, purchasesCents: 0 });
  expect(pending.map(({ amountCents }) => amountCents)).toEqual([
    1050,
    ...[10, 9, 8, 7, 6, 5, 4, 3, 2].map((n) => n * 100),
  ]);
  expect(pending[0]).toMatchObject({ holdId: story.holdId('hold-12'), cardLast4: '4242', seq: 14 });
});
