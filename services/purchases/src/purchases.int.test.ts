import { afterAll, beforeAll, expect, test } from 'vitest';
import { PurchaseView } from './read-purchase.ts';
import { Bench, type Call, KEYS, merchant, purchaseOf } from './test-bench.ts';

const bench = new Bench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());

test('a purchase is answered once: again with the same key the same bytes, with another body 422', async () => {
  const { cardId } = await bench.openCard();
  const idempotency = bench.newKey();
  const first = await bench.post('/v1/purchases', purchaseOf(cardId), { idempotency });
  expect(first.status).toBe(201);
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  const reordered = { merchant, amountCents: 1000, instalments: 1, cardId };
  const again = await bench.post('/v1/purchases', reordered, { idempotency, to: 1 });
  expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([201, first.text, 'true']);
  expect((await bench.post('/v1/purchases', purchaseOf(cardId, 999), { idempotency })).status).toBe(422);
  const stranger = await bench.post('/v1/purchases', purchaseOf(cardId), { idempotency, key: KEYS.other });
  expect(stranger.status).toBe(201);
  expect(stranger.body.purchaseId).not.toBe(first.body.purchaseId);
});

test('an account and a card are opened once, also when many ask at the same moment', async () => {
  const terms = { reference: bench.newReference(), limitCents: 100, closingDay: 31, dueDay: 10 };
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => bench.post('/v1/accounts', terms, { to: n % 2 })),
  );
  expect(answers.map((answer) => answer.status).filter((status) => status === 201)).toHaveLength(1);
  expect(new Set(answers.map((answer) => answer.body.accountId)).size).toBe(1);
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 201]));
});

test('what does not fit is named in a problem document', async () => {
  const { cardId, accountId } = await bench.openCard();
  const fieldsOf = async (body: unknown, call: Call = { idempotency: bench.newKey() }) => {
    const answer = await bench.post('/v1/purchases', body, call);
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
    const call = { idempotency: bench.newKey(), key: KEYS.import };
    expect(await fieldsOf({ ...good, occurredAt }, call)).toEqual([400, 'occurredAt']);
  }
  expect(await fieldsOf({ ...good, merchant: { ...merchant, owner: 'x' } })).toEqual([400, 'merchant.owner']);
  expect(await fieldsOf(good, {})).toEqual([400, 'idempotency-key']);
  expect(await fieldsOf({ ...good, occurredAt: '2020-01-01T00:00:00Z' })).toEqual([403, 'occurredAt']);
  expect(
    await fieldsOf({ ...good, occurredAt: '2999-01-01T00:00:00Z' }, { idempotency: bench.newKey(), key: KEYS.import }),
  ).toEqual([400, 'occurredAt']);
  expect(await fieldsOf(good, { idempotency: bench.newKey(), key: 'nobody' })).toEqual([401]);
  expect(await fieldsOf({ ...good, cardId: crypto.randomUUID() })).toEqual([404]);
  expect(await fieldsOf(`{"x":"${'y'.repeat(66_000)}"}`)).toEqual([413, 'body']);
  expect(
    (
      await bench.post(
        `/v1/accounts/${crypto.randomUUID()}/payments`,
        { amountCents: 1, method: 'pix' },
        { idempotency: bench.newKey() },
      )
    ).status,
  ).toBe(404);
  expect((await bench.factsOf(accountId)).map((fact) => fact.seq)).toEqual([1, 2]);
});

test('who is not known is told so, whatever else is wrong with what was sent', async () => {
  const { accountId } = await bench.openCard();
  const routes = ['purchases', 'purchases/batch', `accounts/${accountId}/payments`, 'portfolios', 'portfolios/x/clock'];
  for (const route of routes)
    for (const body of [{ nothing: 'fits' }, '{broken'])
      expect((await bench.post(`/v1/${route}`, body, { key: 'nobody' })).status, route).toBe(401);
});

test('the same payment counts once, also when its key is long forgotten', async () => {
  const { accountId } = await bench.openCard();
  const idempotency = bench.newKey();
  const pay = () =>
    bench.post(`/v1/accounts/${accountId}/payments`, { amountCents: 700, method: 'pix' }, { idempotency });
  const paid = await pay();
  expect((await pay()).text).toBe(paid.text);
  await bench.database.query('DELETE FROM idempotency_key WHERE key = $1', [idempotency]);
  const late = await pay();
  expect([late.status, late.body.code]).toEqual([422, 'key-reused']);
  const payments = (await bench.factsOf(accountId)).filter(({ type }) => type === 'br.faturaviva.PagamentoRecebido.v1');
  expect(payments.map(({ data }) => 'paymentId' in data && data.paymentId)).toEqual([paid.body.paymentId]);
  const { rows } = await bench.database.query('SELECT used_cents::int AS used FROM account WHERE id = $1', [accountId]);
  expect(rows).toEqual([{ used: -700 }]);
});

test('a request that left nothing behind gives its key back, and the next one owns it', async () => {
  const { accountId } = await bench.openCard();
  const idempotency = bench.newKey();
  const pay = (body: object) => bench.post(`/v1/accounts/${accountId}/payments`, body, { idempotency });
  expect((await pay({ amountCents: 1, method: 'boleto', paidOn: '2999-01-01' })).status).toBe(400);
  const paid = await pay({ amountCents: 1, method: 'boleto' });
  expect(paid.status).toBe(201);
  expect((await pay({ amountCents: 1, method: 'boleto' })).text).toBe(paid.text);
});

test('an id in capital letters is the same id', async () => {
  const { cardId, accountId } = await bench.openCard();
  const shouted = purchaseOf(cardId.toUpperCase());
  expect((await bench.post('/v1/purchases', shouted, { idempotency: bench.newKey() })).status).toBe(201);
  const card = await bench.post(`/v1/accounts/${accountId.toUpperCase()}/cards`, { reference: 'main' });
  expect([card.status, card.body.cardId]).toEqual([200, cardId]);
});

test('connections that break in the middle cost a 503 at most; the same keys find out what was kept', async () => {
  const { cardId, accountId } = await bench.openCard();
  const wanted = Array.from({ length: 120 }, () => bench.newKey());
  const cut = setInterval(() => {
    void bench.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name IN ('purchases', 'purchases-slow')`,
    );
  }, 30);
  const buy = async (idempotency: string) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const answer = await bench.post('/v1/purchases', purchaseOf(cardId), { idempotency });
      if (answer.status === 201) return answer.body.purchaseId as string;
      expect([409, 503]).toContain(answer.status);
      if (attempt === 20) clearInterval(cut);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('no answer');
  };
  const bought = await Promise.all(wanted.map(buy));
  clearInterval(cut);
  const facts = await bench.factsOf(accountId);
  expect(facts.map((fact) => fact.seq)).toEqual(facts.map((_, n) => n + 1));
  expect(facts.flatMap((fact) => ('purchaseId' in fact.data ? [fact.data.purchaseId] : []))).toHaveLength(
    wanted.length,
  );
  expect(new Set(bought).size).toBe(wanted.length);
});

test('an operator’s key may block a card; under the same Idempotency-Key it is done once, whoever undid it', async () => {
  const { cardId } = await bench.openCard();
  const path = `/v1/cards/${cardId}/block`;
  const call = { key: KEYS.operator, idempotency: bench.newKey() };
  expect((await bench.post(path, { reason: 'fraud' }, call)).status).toBe(200);
  await bench.post(`/v1/cards/${cardId}/unblock`, {});
  const again = await bench.post(path, { reason: 'fraud' }, call);
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
  expect((await bench.buy(cardId)).body.status).toBe('approved');
  expect((await bench.post(path, { reason: 'lost' }, call)).status).toBe(422);
  expect((await bench.buy(cardId, { key: KEYS.operator })).status).toBe(403);
});

test('a blocked card is declined with 200 and buys again when it is unblocked', async () => {
  const { cardId, accountId } = await bench.openCard();
  await bench.post(`/v1/cards/${cardId}/block`, { reason: 'lost' });
  const declined = await bench.buy(cardId);
  expect([declined.status, declined.body.status, declined.body.reason]).toEqual([200, 'declined', 'card-blocked']);
  await bench.post(`/v1/cards/${cardId}/unblock`, {});
  expect((await bench.buy(cardId)).status).toBe(201);
  expect((await bench.factsOf(accountId)).map((fact) => fact.type.split('.')[2])).toEqual([
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
  const operator = { key: KEYS.operator };
  // Its clock stands: under a running one the closing job would close 2018 before it has happened.
  await bench.post('/v1/portfolios', { name: 'april', startsAt: '2018-04-30T23:59:59-03:00' }, operator);
  const opening = { portfolio: 'april', openedAt: '2018-04-01T00:00:00-03:00' };
  const terms = { reference: bench.newReference(), limitCents: 100000, closingDay: 31, dueDay: 10, ...opening };
  const { accountId } = (await bench.post('/v1/accounts', terms, call)).body;
  const issue = { reference: 'main', issuedAt: '2018-04-01T00:00:00-03:00' };
  const { cardId } = (await bench.post(`/v1/accounts/${accountId}/cards`, issue, call)).body;
  const buyAt = (occurredAt: string) =>
    bench.post('/v1/purchases', { ...purchaseOf(cardId), occurredAt }, { ...call, idempotency: bench.newKey() });
  await buyAt('2018-04-30T23:59:59-03:00');
  await bench.post('/v1/portfolios/april/clock', { to: '2018-05-01T00:00:00-03:00' }, operator);
  await buyAt('2018-05-01T00:00:00-03:00');
  await buyAt('2018-04-15T12:00:00-03:00');
  const facts = await bench.factsOf(accountId);
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
  const { cardId, accountId } = await bench.openCard(200_000);
  const wanted = Array.from({ length: 150 }, (_, n) => ({
    idempotency: bench.newKey(),
    amountCents: 1000 + ((n * 37) % 2500),
  }));
  const doubled = wanted.flatMap((item, n) => (n % 3 === 0 ? [item, item] : [item]));
  const answers = await Promise.all(
    doubled.map(async ({ idempotency, amountCents }, n) => {
      for (;;) {
        const answer = await bench.post('/v1/purchases', purchaseOf(cardId, amountCents), { idempotency, to: n % 2 });
        if (answer.status !== 409 && answer.status !== 503) return answer;
      }
    }),
  );
  const approved = new Map(answers.filter((a) => a.status === 201).map((a) => [a.body.purchaseId, a.body.amountCents]));
  const facts = await bench.factsOf(accountId);
  expect(facts.map((fact) => fact.seq)).toEqual(facts.map((_, n) => n + 1));
  const bought = facts.flatMap((fact) => (fact.type === 'br.faturaviva.CompraEfetuada.v1' ? [fact.data] : []));
  expect(new Set(bought.map((data) => data.purchaseId))).toEqual(new Set(approved.keys()));
  expect(bought).toHaveLength(approved.size);
  expect(bought.reduce((sum, data) => sum + data.amountCents, 0)).toBeLessThanOrEqual(200_000);
  expect(facts).toHaveLength(2 + wanted.length);
});

test('whoever waits for a held account is told after 2 s, and the others are served meanwhile', async () => {
  const [held, free] = [await bench.openCard(), await bench.openCard()];
  const holder = await bench.database.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM account WHERE id = $1 FOR NO KEY UPDATE', [held.accountId]);
  const idempotency = bench.newKey();
  const waiting = bench.post('/v1/purchases', purchaseOf(held.cardId), { idempotency });
  expect((await bench.buy(free.cardId)).status).toBe(201);
  const told = await waiting;
  await holder.query('ROLLBACK');
  holder.release();
  expect(told.status).toBe(409);
  expect(told.headers.get('retry-after')).toBe('1');
  expect((await bench.post('/v1/purchases', purchaseOf(held.cardId), { idempotency })).status).toBe(201);
});

test('a file of purchases: each item has the answer that it would have had alone, and again the same', async () => {
  const { cardId, accountId } = await bench.openCard(10_000);
  const [first, second, third] = [bench.newKey(), bench.newKey(), bench.newKey()];
  const item = (idempotencyKey: string, amountCents: number) => ({
    idempotencyKey,
    ...purchaseOf(cardId, amountCents),
  });
  const file = {
    purchases: [
      item(first, 6_000),
      item(second, 5_000),
      item(third, 4_000),
      item(first, 6_000),
      item(first, 1),
      item(bench.newKey(), 10.5),
      { ...purchaseOf(cardId), colour: 'red' },
      { ...item(bench.newKey(), 1), cardId: crypto.randomUUID() },
    ],
  };
  const sent = await bench.post('/v1/purchases/batch', file);
  expect(sent.status).toBe(200);
  expect(sent.body.answers.map((answer: { status: number }) => answer.status)).toEqual([
    201, 200, 201, 201, 422, 400, 400, 404,
  ]);
  expect(sent.body.answers[1].answer).toMatchObject({ reason: 'limit-exceeded', availableCents: 4_000 });
  expect(sent.body.answers[3]).toMatchObject({ replayed: true, answer: sent.body.answers[0].answer });
  expect(sent.body.answers[5].answer.errors[0].field).toBe('amountCents');
  const again = await bench.post('/v1/purchases/batch', file);
  expect(again.body.answers.slice(0, 3).every((answer: { replayed: boolean }) => answer.replayed)).toBe(true);
  expect((await bench.factsOf(accountId)).map((fact) => fact.type.split('.')[2])).toEqual([
    'ContaAberta',
    'CartaoEmitido',
    'CompraEfetuada',
    'CompraNegada',
    'CompraEfetuada',
  ]);
});

test('a file of five hundred keeps each account’s order', async () => {
  const cards = await Promise.all(Array.from({ length: 5 }, () => bench.openCard(100_000_000)));
  const purchases = Array.from({ length: 500 }, (_, n) => ({
    idempotencyKey: bench.newKey(),
    ...purchaseOf(cards[n % 5]?.cardId ?? '', 1_000 + n),
  }));
  const sent = await bench.post('/v1/purchases/batch', { purchases });
  expect(sent.body.answers.every((answer: { status: number }) => answer.status === 201)).toBe(true);
  for (const { accountId } of cards) {
    const amounts = (await bench.factsOf(accountId)).flatMap((fact) =>
      'amountCents' in fact.data ? [fact.data.amountCents] : [],
    );
    expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
    expect(amounts).toHaveLength(100);
  }
  expect((await bench.post('/v1/purchases/batch', { purchases: [...purchases, purchases[0]] })).status).toBe(400);
});

test('a purchase can be read with its hops by the key that made it, and by no other', async () => {
  const { cardId } = await bench.openCard();
  const { purchaseId } = (await bench.buy(cardId)).body;
  const read = (key: string) =>
    fetch(`${bench.url()}/v1/purchases/${purchaseId}`, { headers: { authorization: `Bearer ${key}` } });
  const view = async () => PurchaseView.parse(await (await read(KEYS.shop)).json());
  await expect.poll(async () => (await view()).log.offset, { timeout: 10_000 }).not.toBeNull();
  const purchase = await view();
  expect(Date.parse(purchase.hops.appendedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(purchase.hops.authorisedAt));
  expect(purchase).toMatchObject({ status: 'approved', merchant, log: { topic: 'card-transactions' } });
  expect((await read(KEYS.other)).status).toBe(404);
  expect((await read('nobody')).status).not.toBe(200);
});
