import { connectDatabase, type Pool } from '@faturaviva/database';
import { accountFacts, cardTransactions } from '@faturaviva/events';
import { sha256 } from '@faturaviva/http';
import { type BatchRecord, connectKafka, decodeFact } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startKafkaAndPostgres } from '../../../tests/support/stack.ts';
import { PurchaseView } from './read-purchase.ts';
import { startPurchases } from './service.ts';

const logger = createLogger('test', 'silent');
const KEYS = { shop: 'shop-key', other: 'other-key', import: 'import-key' };
const merchant = { id: 'padaria', name: 'Padaria Flor do Ipê', mcc: '5462' };

let stack: Stack;
let database: Pool;
const services: Awaited<ReturnType<typeof startPurchases>>[] = [];
let urls: string[] = [];

beforeAll(async () => {
  stack = await startKafkaAndPostgres();
  const { purchasesUrl } = await stack.newDatabase();
  database = connectDatabase({ url: purchasesUrl, name: 'test' });
  const apiKeys = Object.entries(KEYS).map(([name, key]) => ({
    name,
    scopes: [name === 'import' ? 'import' : 'purchase'],
    hash: sha256(key),
  }));
  const options = {
    databaseUrl: purchasesUrl,
    brokers: stack.brokers,
    jwksUrl: 'http://127.0.0.1:9/jwks',
    apiKeys,
    logger,
  };
  services.push(await startPurchases(options), await startPurchases(options));
  urls = services.map((service) => service.url);
});
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await database?.end();
  await stack?.stop();
});

interface Call {
  key?: string;
  idempotency?: string;
  to?: number;
}
async function post(path: string, body: unknown, { key = KEYS.shop, idempotency, to = 0 }: Call = {}) {
  const response = await fetch(`${urls[to]}${path}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      ...(idempotency ? { 'idempotency-key': idempotency } : {}),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}

let opened = 0;
async function openCard(limitCents = 500000) {
  const terms = { reference: `test:${opened++}`, limitCents, closingDay: 3, dueDay: 10 };
  const account = await post('/v1/accounts', terms);
  const { accountId } = account.body;
  const card = await post(`/v1/accounts/${accountId}/cards`, { reference: 'main' });
  return { accountId: accountId as string, cardId: card.body.cardId as string, terms };
}
const purchaseOf = (cardId: string, amountCents = 1000) => ({ cardId, amountCents, merchant });
let keys = 0;
const newKey = () => `key-${keys++}`;

/** Everything on the log, once the outbox has nothing unsent left. */
async function readLog(): Promise<BatchRecord[]> {
  await expect
    .poll(
      async () => (await database.query('SELECT count(*)::int AS n FROM outbox WHERE sent_offset IS NULL')).rows[0].n,
      { timeout: 40_000 },
    )
    .toBe(0);
  const kafka = await connectKafka({ clientId: 'test', brokers: stack.brokers, logger });
  const { rows } = await database.query(
    'SELECT coalesce(sum(n), 0)::int AS n FROM (SELECT max(sent_offset) + 1 AS n FROM outbox GROUP BY partition) p',
  );
  const records: BatchRecord[] = [];
  await database.query(
    'CREATE TABLE IF NOT EXISTS reader_offset (grp text, topic text, partition smallint, next bigint DEFAULT 0, cluster_id text, PRIMARY KEY (grp, topic, partition))',
  );
  const apply = (_tx: unknown, batch: BatchRecord[]) => Promise.resolve(void records.push(...batch));
  const reader = await kafka.read({
    group: `test-${crypto.randomUUID()}`,
    topic: cardTransactions,
    database,
    logger,
    apply,
  });
  await expect.poll(() => records.length, { timeout: 40_000 }).toBeGreaterThanOrEqual(rows[0].n);
  await reader.stop();
  await kafka.close();
  return records;
}
const factsOf = async (accountId: string) =>
  (await readLog())
    .filter((record) => record.key === accountId)
    .map((record) => {
      const decoded = decodeFact(record, accountFacts);
      if (decoded.kind !== 'fact') throw new Error(decoded.kind);
      return decoded.fact;
    });

test('a purchase is answered once: again with the same key the same bytes, with another body 422', async () => {
  const { cardId } = await openCard();
  const idempotency = newKey();
  const first = await post('/v1/purchases', purchaseOf(cardId), { idempotency });
  expect(first.status).toBe(201);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  const reordered = { merchant, amountCents: 1000, instalments: 1, cardId };
  const again = await post('/v1/purchases', reordered, { idempotency, to: 1 });
  expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([201, first.text, 'true']);
  expect((await post('/v1/purchases', purchaseOf(cardId, 999), { idempotency })).status).toBe(422);
  const stranger = await post('/v1/purchases', purchaseOf(cardId), { idempotency, key: KEYS.other });
  expect(stranger.status).toBe(201);
  expect(stranger.body.purchaseId).not.toBe(first.body.purchaseId);
});

test('an account and a card are opened once, also when many ask at the same moment', async () => {
  const terms = { reference: `test:${opened++}`, limitCents: 100, closingDay: 31, dueDay: 10 };
  const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => post('/v1/accounts', terms, { to: n % 2 })));
  expect(answers.map((answer) => answer.status).filter((status) => status === 201)).toHaveLength(1);
  expect(new Set(answers.map((answer) => answer.body.accountId)).size).toBe(1);
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 201]));
});

test('what does not fit is named in a problem document', async () => {
  const { cardId, accountId } = await openCard();
  const fieldsOf = async (body: unknown, call: Call = { idempotency: newKey() }) => {
    const answer = await post('/v1/purchases', body, call);
    return [answer.status, ...(answer.body.errors ?? []).map((error: { field: string }) => error.field)];
  };
  const good = purchaseOf(cardId);
  expect(await fieldsOf({ ...good, amountCents: 10.5 })).toEqual([400, 'amountCents']);
  expect(await fieldsOf({ ...good, amountCents: '10' })).toEqual([400, 'amountCents']);
  expect(await fieldsOf({ ...good, amountCents: 0 })).toEqual([400, 'amountCents']);
  expect(await fieldsOf({ ...good, amountCents: 1_000_000_001 })).toEqual([400, 'amountCents']);
  expect(await fieldsOf({ ...good, colour: 'red' })).toEqual([400, 'colour']);
  expect(await fieldsOf({ ...good, merchant: { ...merchant, name: 'a\u0000b' } })).toEqual([400, 'merchant.name']);
  for (const name of ['half \ud800', 'turned \u202e']) {
    expect(await fieldsOf({ ...good, merchant: { ...merchant, name } })).toEqual([400, 'merchant.name']);
  }
  for (const occurredAt of ['9999-12-31T23:59:59-12:00', '0000-01-01T00:00:00Z', '1001-01-02T00:00:00Z']) {
    const call = { idempotency: newKey(), key: KEYS.import };
    expect(await fieldsOf({ ...good, occurredAt }, call)).toEqual([400, 'occurredAt']);
  }
  expect(await fieldsOf({ ...good, merchant: { ...merchant, owner: 'x' } })).toEqual([400, 'merchant.owner']);
  expect(await fieldsOf(good, {})).toEqual([400, 'idempotency-key']);
  expect(await fieldsOf({ ...good, occurredAt: '2020-01-01T00:00:00Z' })).toEqual([403, 'occurredAt']);
  expect(
    await fieldsOf({ ...good, occurredAt: '2999-01-01T00:00:00Z' }, { idempotency: newKey(), key: KEYS.import }),
  ).toEqual([400, 'occurredAt']);
  expect(await fieldsOf(good, { idempotency: newKey(), key: 'nobody' })).toEqual([401]);
  expect(await fieldsOf({ ...good, cardId: crypto.randomUUID() })).toEqual([404]);
  expect(await fieldsOf(`{"x":"${'y'.repeat(66_000)}"}`)).toEqual([413, 'body']);
  expect(
    (
      await post(
        `/v1/accounts/${crypto.randomUUID()}/payments`,
        { amountCents: 1, method: 'pix' },
        { idempotency: newKey() },
      )
    ).status,
  ).toBe(404);
  expect((await factsOf(accountId)).map((fact) => fact.seq)).toEqual([1, 2]);
});

test('a request that left nothing behind gives its key back, and the next one owns it', async () => {
  const { accountId } = await openCard();
  const idempotency = newKey();
  const pay = (body: object) => post(`/v1/accounts/${accountId}/payments`, body, { idempotency });
  expect((await pay({ amountCents: 1, method: 'boleto', paidOn: '2999-01-01' })).status).toBe(400);
  const paid = await pay({ amountCents: 1, method: 'boleto' });
  expect(paid.status).toBe(201);
  expect((await pay({ amountCents: 1, method: 'boleto' })).text).toBe(paid.text);
});

test('an id in capital letters is the same id', async () => {
  const { cardId, accountId } = await openCard();
  const shouted = purchaseOf(cardId.toUpperCase());
  expect((await post('/v1/purchases', shouted, { idempotency: newKey() })).status).toBe(201);
  const card = await post(`/v1/accounts/${accountId.toUpperCase()}/cards`, { reference: 'main' });
  expect([card.status, card.body.cardId]).toEqual([200, cardId]);
});

test('connections that break in the middle cost a 503 at most; the same keys find out what was kept', async () => {
  const { cardId, accountId } = await openCard();
  const wanted = Array.from({ length: 120 }, () => newKey());
  const cut = setInterval(() => {
    void database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name IN ('purchases', 'purchases-slow')`,
    );
  }, 30);
  const buy = async (idempotency: string) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const answer = await post('/v1/purchases', purchaseOf(cardId), { idempotency });
      if (answer.status === 201) return answer.body.purchaseId as string;
      expect([409, 503]).toContain(answer.status);
      if (attempt === 20) clearInterval(cut);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('no answer');
  };
  const bought = await Promise.all(wanted.map(buy));
  clearInterval(cut);
  const facts = await factsOf(accountId);
  expect(facts.map((fact) => fact.seq)).toEqual(facts.map((_, n) => n + 1));
  expect(facts.flatMap((fact) => ('purchaseId' in fact.data ? [fact.data.purchaseId] : []))).toHaveLength(
    wanted.length,
  );
  expect(new Set(bought).size).toBe(wanted.length);
});

test('a blocked card is declined with 200 and buys again when it is unblocked', async () => {
  const { cardId, accountId } = await openCard();
  await post(`/v1/cards/${cardId}/block`, { reason: 'lost' });
  const declined = await post('/v1/purchases', purchaseOf(cardId), { idempotency: newKey() });
  expect([declined.status, declined.body.status, declined.body.reason]).toEqual([200, 'declined', 'card-blocked']);
  await post(`/v1/cards/${cardId}/unblock`, {});
  expect((await post('/v1/purchases', purchaseOf(cardId), { idempotency: newKey() })).status).toBe(201);
  expect((await factsOf(accountId)).map((fact) => fact.type.split('.')[2])).toEqual([
    'ContaAberta',
    'CartaoEmitido',
    'CartaoBloqueado',
    'CompraNegada',
    'CartaoDesbloqueado',
    'CompraEfetuada',
  ]);
});

test('an import states when things happened, and closed cycles come first', async () => {
  const call = { key: KEYS.import };
  const terms = { reference: `test:${opened++}`, limitCents: 100000, closingDay: 31, dueDay: 10 };
  const { accountId } = (await post('/v1/accounts', { ...terms, openedAt: '2018-04-01T00:00:00-03:00' }, call)).body;
  const issue = { reference: 'main', issuedAt: '2018-04-01T00:00:00-03:00' };
  const { cardId } = (await post(`/v1/accounts/${accountId}/cards`, issue, call)).body;
  for (const occurredAt of ['2018-04-30T23:59:59-03:00', '2018-05-01T00:00:00-03:00', '2018-04-15T12:00:00-03:00']) {
    await post('/v1/purchases', { ...purchaseOf(cardId), occurredAt }, { ...call, idempotency: newKey() });
  }
  const facts = await factsOf(accountId);
  expect(facts.map((fact) => [fact.type.split('.')[2], fact.cycle, fact.time])).toEqual([
    ['ContaAberta', 1, '2018-04-01T03:00:00.000Z'],
    ['CartaoEmitido', 1, '2018-04-01T03:00:00.000Z'],
    ['CompraEfetuada', 1, '2018-05-01T02:59:59.000Z'],
    ['CicloEncerrado', 1, '2018-05-01T03:00:00.000Z'],
    ['CompraEfetuada', 2, '2018-05-01T03:00:00.000Z'],
    ['CompraEfetuada', 2, '2018-05-01T03:00:00.000Z'],
  ]);
});

test('many clients, one account, two processes, doubled keys: each 201 is on the log once and the limit holds', async () => {
  const { cardId, accountId } = await openCard(200_000);
  const wanted = Array.from({ length: 150 }, (_, n) => ({
    idempotency: newKey(),
    amountCents: 1000 + ((n * 37) % 2500),
  }));
  const doubled = wanted.flatMap((item, n) => (n % 3 === 0 ? [item, item] : [item]));
  const answers = await Promise.all(
    doubled.map(async ({ idempotency, amountCents }, n) => {
      for (;;) {
        const answer = await post('/v1/purchases', purchaseOf(cardId, amountCents), { idempotency, to: n % 2 });
        if (answer.status !== 409 && answer.status !== 503) return answer;
      }
    }),
  );
  const approved = new Map(answers.filter((a) => a.status === 201).map((a) => [a.body.purchaseId, a.body.amountCents]));
  const facts = await factsOf(accountId);
  expect(facts.map((fact) => fact.seq)).toEqual(facts.map((_, n) => n + 1));
  const bought = facts.flatMap((fact) => (fact.type === 'br.faturaviva.CompraEfetuada.v1' ? [fact.data] : []));
  expect(new Set(bought.map((data) => data.purchaseId))).toEqual(new Set(approved.keys()));
  expect(bought).toHaveLength(approved.size);
  expect(bought.reduce((sum, data) => sum + data.amountCents, 0)).toBeLessThanOrEqual(200_000);
  expect(facts).toHaveLength(2 + wanted.length);
});

test('whoever waits for a held account is told after 2 s, and the others are served meanwhile', async () => {
  const [held, free] = [await openCard(), await openCard()];
  const holder = await database.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE', [held.accountId]);
  const idempotency = newKey();
  const waiting = post('/v1/purchases', purchaseOf(held.cardId), { idempotency });
  expect((await post('/v1/purchases', purchaseOf(free.cardId), { idempotency: newKey() })).status).toBe(201);
  const told = await waiting;
  await holder.query('ROLLBACK');
  holder.release();
  expect(told.status).toBe(409);
  expect(told.headers.get('retry-after')).toBe('1');
  expect((await post('/v1/purchases', purchaseOf(held.cardId), { idempotency })).status).toBe(201);
});

test('a purchase can be read with its hops by the key that made it, and by no other', async () => {
  const { cardId } = await openCard();
  const { purchaseId } = (await post('/v1/purchases', purchaseOf(cardId), { idempotency: newKey() })).body;
  const read = (key: string) =>
    fetch(`${urls[0]}/v1/purchases/${purchaseId}`, { headers: { authorization: `Bearer ${key}` } });
  const view = async () => PurchaseView.parse(await (await read(KEYS.shop)).json());
  await expect.poll(async () => (await view()).log.offset, { timeout: 10_000 }).not.toBeNull();
  const purchase = await view();
  expect(Date.parse(purchase.hops.appendedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(purchase.hops.authorisedAt));
  expect(purchase).toMatchObject({ status: 'approved', merchant, log: { topic: 'card-transactions' } });
  expect((await read(KEYS.other)).status).toBe(404);
  expect((await read('nobody')).status).not.toBe(200);
});

test('while Kafka is away purchases are kept, readiness says so, and the facts arrive in order afterwards', async () => {
  const { cardId, accountId } = await openCard();
  await stack.kafka.stop();
  for (let n = 0; n < 5; n++) {
    expect((await post('/v1/purchases', purchaseOf(cardId), { idempotency: newKey() })).status).toBe(201);
  }
  await expect.poll(async () => (await fetch(`${urls[0]}/health/ready`)).status, { timeout: 20_000 }).toBe(503);
  await stack.kafka.start();
  const facts = await factsOf(accountId);
  const seqs = facts.map((fact) => fact.seq);
  expect([...new Set(seqs)]).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('a relay whose connection is cut loses nothing; another takes its partitions', async () => {
  const { cardId, accountId } = await openCard();
  await expect.poll(() => services.flatMap((service) => service.relay.owned()).length, { timeout: 20_000 }).toBe(12);
  const buying = Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      post('/v1/purchases', purchaseOf(cardId), { idempotency: newKey(), to: n % 2 }),
    ),
  );
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'purchases-relay'`,
  );
  expect((await buying).every((answer) => answer.status === 201)).toBe(true);
  const seqs = (await factsOf(accountId)).map((fact) => fact.seq);
  const firsts = [...new Set(seqs)];
  expect(firsts).toEqual(Array.from({ length: 62 }, (_, n) => n + 1));
});

const cutRelays = () =>
  database.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'purchases-relay'`);

test('facts that Kafka acknowledged and lost are sent again', async () => {
  const { cardId, accountId } = await openCard();
  for (let n = 0; n < 3; n++) await post('/v1/purchases', purchaseOf(cardId), { idempotency: newKey() });
  expect(await factsOf(accountId)).toHaveLength(5);
  // As if the log had once gone on for a thousand records, and these three facts had been at its end.
  await database.query('UPDATE outbox SET sent_offset = sent_offset + 1000 WHERE account_id = $1 AND seq > 2', [
    accountId,
  ]);
  await database.query('UPDATE relay_position SET next = next + 1000');
  await cutRelays();
  const beyond = () => database.query('SELECT FROM outbox WHERE account_id = $1 AND sent_offset >= 1000', [accountId]);
  await expect.poll(async () => (await beyond()).rowCount, { timeout: 20_000 }).toBe(0);
  expect((await factsOf(accountId)).map((fact) => fact.seq)).toEqual([1, 2, 3, 4, 5, 3, 4, 5]);
});

test('on another Kafka cluster nothing is sent, everything is kept, and readiness says why', async () => {
  const { cardId } = await openCard();
  await expect
    .poll(async () => (await database.query('SELECT FROM outbox WHERE sent_offset IS NULL')).rowCount)
    .toBe(0);
  await database.query(`UPDATE relay_position SET cluster_id = 'another'`);
  await cutRelays();
  const report = async () => (await fetch(`${urls[0]}/health/ready`)).text();
  await expect.poll(report, { timeout: 20_000 }).toContain('Kafka cluster another');
  await expect.poll(() => services.flatMap((service) => service.relay.owned())).toEqual([]);
  expect((await post('/v1/purchases', purchaseOf(cardId), { idempotency: newKey() })).status).toBe(201);
  expect((await database.query('SELECT FROM outbox WHERE sent_offset IS NULL')).rowCount).toBe(1);
});
