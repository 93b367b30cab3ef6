import { closedInvoices, FaturaFechada } from '@faturaviva/events';
import { connectKafka, encodeFact, partitionOf } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { v5 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Bench, KEYS, merchant, purchaseOf, until } from './test-bench.ts';

const bench = new Bench();
beforeAll(() => bench.start());
afterAll(() => bench.stop());

const OPERATOR = { key: KEYS.operator };
const once = (to = 0) => ({ idempotency: bench.newKey(), to });
/** As a client would: a slow machine tells some of those that wait for one account to come again. */
async function untilNotBusy<T extends { status: number; body: { code?: string } }>(
  ask: (call: ReturnType<typeof once>) => Promise<T>,
  call: ReturnType<typeof once>,
): Promise<T> {
  for (;;) {
    const answer = await ask(call);
    if (answer.body.code !== 'busy') return answer;
  }
}
const used = async (accountId: string): Promise<number> => {
  const { rows } = await bench.database.query('SELECT used_cents::float8 AS used FROM account WHERE id = $1', [
    accountId,
  ]);
  return rows[0].used;
};
const typesOf = async (accountId: string) =>
  (await bench.factsOf(accountId)).map(({ type }) => type.replace(/^br\.faturaviva\.|\.v1$/g, ''));

test('holds, refunds, disputes and early instalments are kept, and each is found again by the next command', async () => {
  const { accountId, cardId } = await bench.openCard();
  const hold = await bench.post('/v1/holds', { cardId, amountCents: 50_000, merchant }, once());
  expect(hold.status).toBe(201);
  const captures = `/v1/holds/${hold.body.holdId}/captures`;
  const taken = await bench.post(captures, { amountCents: 43_000, final: false }, once(1));
  expect(taken.body).toMatchObject({ status: 'approved', forced: false, amountCents: 43_000 });
  expect((await bench.post(`/v1/holds/${hold.body.holdId}/cancel`, {}, { to: 1 })).body.releasedCents).toBe(7_000);
  expect(await used(accountId)).toBe(43_000);

  const plan = await bench.post('/v1/purchases', { ...purchaseOf(cardId, 120_000), instalments: 12 }, once());
  const of = (what: string) => `/v1/purchases/${plan.body.purchaseId}/${what}`;
  const early = await bench.post(of('anticipations'), { instalments: 2 }, once(1));
  expect(early.status).toBe(201);
  const told = await bench.post(of('disputes'), { reason: 'other-amount', amountCents: 10_000 }, once());
  expect(told.status).toBe(201);
  expect((await bench.post(of('refunds'), {}, once(1))).body.code).toBe('being-contested');
  const settle = `/v1/disputes/${told.body.disputeId}/resolution`;
  expect((await bench.post(settle, { outcome: 'merchant-won' })).status).toBe(403);
  expect((await bench.post(settle, { outcome: 'merchant-won' }, { ...OPERATOR, to: 1 })).status).toBe(200);
  const idempotency = bench.newKey();
  const [one, two] = await Promise.all([0, 1].map((to) => bench.post(of('refunds'), {}, { idempotency, to })));
  expect(one?.text).toBe(two?.text);
  expect(one?.body.amountCents).toBe(120_000 - early.body.discountCents);
  expect((await bench.post(of('refunds'), {}, once())).body.code).toBe('already-refunded');
  expect((await bench.post(of('fraud-reports'), { denied: false }, once())).status).toBe(201);
  expect(await used(accountId)).toBe(43_000);

  expect((await bench.post(`/v1/accounts/${accountId}/limit`, { limitCents: 60_000 })).status).toBe(403);
  const limit = await bench.post(`/v1/accounts/${accountId}/limit`, { limitCents: 60_000 }, OPERATOR);
  expect(limit.body).toMatchObject({ availableCents: 17_000 });
  expect((await bench.post(`/v1/accounts/${accountId}/due-day`, { dueDay: 22 })).body).toMatchObject({
    closingDay: 15,
  });
  expect(await typesOf(accountId)).toEqual([
    ...['ContaAberta', 'CartaoEmitido', 'CompraPreAutorizada', 'CompraEfetuada', 'PreAutorizacaoEncerrada'],
    ...['CompraEfetuada', 'ParcelasAntecipadas', 'CompraContestada', 'ContestacaoResolvida', 'CompraEstornada'],
    ...['RelatoDeFraude', 'LimiteAlterado', 'VencimentoAlterado'],
  ]);
});

test('many refunds of one purchase through two processes at once give back no more than it cost', async () => {
  const { accountId, cardId } = await bench.openCard();
  const { purchaseId } = (await bench.post('/v1/purchases', purchaseOf(cardId, 10_000), once())).body;
  const refund = (call: ReturnType<typeof once>) =>
    bench.post(`/v1/purchases/${purchaseId}/refunds`, { amountCents: 1_500 }, call);
  const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => untilNotBusy(refund, once(n % 2))));
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(6);
  expect(await used(accountId)).toBe(1_000);
});

test('a stepped clock stands until it is moved, never goes back, and closes what it passes in every account', async () => {
  const name = 'history';
  const startsAt = '2018-04-01T03:00:00.000Z';
  expect((await bench.post('/v1/portfolios', { name, startsAt })).status).toBe(403);
  expect((await bench.post('/v1/portfolios', { name, startsAt }, OPERATOR)).status).toBe(201);
  const again = await bench.post('/v1/portfolios', { name, startsAt: '2020-01-01T00:00:00Z' }, OPERATOR);
  expect([again.status, again.body.code, again.body.errors[0].field]).toEqual([409, 'other-start', 'startsAt']);
  const open = (reference: string) => {
    const terms = { reference, portfolio: name, limitCents: 500_000, closingDay: 3, dueDay: 10 };
    return bench.post('/v1/accounts', terms).then(({ body }) => body.accountId as string);
  };
  const accounts = await Promise.all(Array.from({ length: 250 }, (_, n) => open(`quiet:${n}`)));
  const [first = ''] = accounts;
  const { cardId } = (await bench.post(`/v1/accounts/${first}/cards`, { reference: 'main' })).body;
  const bought = await bench.buy(cardId);
  expect(bought.body.postedAt).toBe(startsAt);
  const held = await bench.post('/v1/holds', { cardId, amountCents: 100, merchant }, once());
  expect(held.body.expiresAt).toBe('2018-04-08T03:00:00.000Z');
  const claim = { ...purchaseOf(cardId), occurredAt: '2018-04-02T00:00:00.000Z' };
  const tomorrow = await bench.post('/v1/purchases', claim, { ...once(), key: KEYS.import });
  expect(tomorrow.body.errors).toEqual([{ field: 'occurredAt', message: 'lies in the future' }]);

  const move = (to: string) => bench.post(`/v1/portfolios/${name}/clock`, { to }, OPERATOR);
  expect((await move('2062-01-05T12:00:00Z')).body.code).toBe('too-far');
  expect((await move('2018-06-04T03:00:00.000Z')).status).toBe(200);
  expect((await move('2018-06-04T02:59:59.999Z')).body.code).toBe('clock-behind');
  expect(await bench.post('/v1/portfolios', { name, startsAt }, OPERATOR)).toMatchObject({
    status: 200,
    body: { startsAt, now: '2018-06-04T03:00:00.000Z' },
  });
  const settled = async () => {
    const { body } = await bench.get(`/v1/portfolios/${name}`, { to: 1 });
    return body.cyclesToClose === 0 && body.holdsToExpire === 0;
  };
  await until(settled);
  expect((await bench.get(`/v1/portfolios/${name}`)).body).toMatchObject({
    mode: 'stepped',
    now: '2018-06-04T03:00:00.000Z',
  });
  const facts = await bench.factsOf(first);
  const closings = facts.filter(({ type }) => type === 'br.faturaviva.CicloEncerrado.v1');
  expect(closings.map(({ time, cycle }) => [cycle, time])).toEqual([
    [1, '2018-04-04T03:00:00.000Z'],
    [2, '2018-05-04T03:00:00.000Z'],
    [3, '2018-06-04T03:00:00.000Z'],
  ]);
  expect(facts.at(-1)).toMatchObject({
    type: 'br.faturaviva.PreAutorizacaoEncerrada.v1',
    data: { outcome: 'expired' },
  });
  expect(facts.map(({ seq }) => seq)).toEqual(facts.map((_, index) => index + 1));
  const { rows } = await bench.database.query(
    `SELECT count(*)::int AS n FROM outbox WHERE type LIKE '%CicloEncerrado%' AND account_id = ANY($1)`,
    [accounts],
  );
  expect(rows[0].n).toBe(250 * 3);
  expect(await used(first)).toBe(1_000);
});

test('a clock that stood can be let run, ahead of the wall clock or with it, and never stands again', async () => {
  for (const [name, startsAt, ahead] of [
    ['history', '2024-01-10T12:00:00.000Z', false],
    ['prophecy', '2999-01-01T00:00:00.000Z', true],
  ] as const) {
    await bench.post('/v1/portfolios', { name, startsAt }, OPERATOR);
    expect((await bench.post(`/v1/portfolios/${name}/run`, {})).status).toBe(403);
    const running = await bench.post(`/v1/portfolios/${name}/run`, {}, OPERATOR);
    expect(running.body).toMatchObject({ name, mode: 'running' });
    expect(Date.parse(String(running.body.now)) > Date.now() + 86_400_000).toBe(ahead);
    expect((await bench.post(`/v1/portfolios/${name}/run`, {}, OPERATOR)).status).toBe(200);
    expect((await bench.post('/v1/portfolios', { name, startsAt }, OPERATOR)).body.code).toBe('portfolio-running');
  }
  expect((await bench.post('/v1/portfolios/nowhere/run', {}, OPERATOR)).body.code).toBe('portfolio-not-found');
});

test('a portfolio that lives by the wall clock is moved ahead of it, and cannot be given a standing clock', async () => {
  const { accountId, cardId } = await bench.openCard();
  const { rows } = await bench.database.query('SELECT portfolio FROM account WHERE id = $1', [accountId]);
  const name = rows[0].portfolio as string;
  const startsAt = '2018-01-01T00:00:00Z';
  expect((await bench.post('/v1/portfolios', { name, startsAt }, OPERATOR)).body.code).toBe('portfolio-running');
  const ahead = new Date(Date.now() + 100 * 86_400_000).toISOString();
  const moved = await bench.post(`/v1/portfolios/${name}/clock`, { to: ahead }, OPERATOR);
  expect(moved.body).toMatchObject({ name, mode: 'running' });
  await until(async () => (await bench.get(`/v1/portfolios/${name}`)).body.cyclesToClose === 0);
  const bought = await bench.buy(cardId);
  expect(bought.body.postedAt >= ahead).toBe(true);
  expect((await bench.get(`/v1/portfolios/nowhere`)).body.code).toBe('portfolio-not-found');
});

test('charges of a closed invoice are taken from the limit once, however often they are told', async () => {
  const { accountId } = await bench.openCard();
  const other = await bench.openCard();
  const kafka = await connectKafka({
    clientId: 'test',
    brokers: bench.stack.brokers,
    logger: createLogger('test', 'silent'),
  });
  await kafka.ensureTopics([closedInvoices]);
  const producer = await kafka.producer();
  const dates = { opensOn: '2026-06-04', closesOn: '2026-07-03', dueOn: '2026-07-10', chargeableFrom: '2026-07-11' };
  const tell = (account: string, cycle: number, decidedChargesCents: number) => {
    const sums = { totalCents: 900, purchasesCents: 0, paymentsCents: 0, carriedCents: 0, creditsCents: 0 };
    const rest = {
      financedCents: 0,
      minimumCents: 900,
      chargesCents: 900,
      lineCount: 1,
      firstSeq: 1,
      lastSeq: 3,
      policy: 'v1',
    };
    const data = FaturaFechada.data.parse({ dates, ...sums, ...rest, decidedChargesCents, hash: '0'.repeat(64) });
    const id = v5(`${account}/${cycle}`, v5.URL);
    const time = '2026-07-04T03:00:00.000Z';
    const envelope = { id, type: FaturaFechada.type, source: '/test', time, accountId: account, seq: 3, cycle };
    return encodeFact(envelope, JSON.stringify(data));
  };
  const append = (account: string, ...records: ReturnType<typeof tell>[]) =>
    producer.append(closedInvoices.name, partitionOf(account, 12), records);
  // Two closings of one account in one batch, one of them told three times.
  await append(accountId, tell(accountId, 1, 900), tell(accountId, 1, 900), tell(accountId, 2, 50));
  await append(other.accountId, tell(other.accountId, 1, 0));
  await append(accountId, tell(accountId, 1, 900));
  const unreadable = { key: accountId, value: '{', headers: { ce_id: 'x' }, timestamp: Date.now() };
  await append(accountId, unreadable, tell(accountId, 3, 7));
  await until(async () => (await used(accountId)) === 957);
  expect(await used(other.accountId)).toBe(0);
  const { rows } = await bench.database.query('SELECT cycle FROM closed_invoice WHERE account_id = $1 ORDER BY 1', [
    accountId,
  ]);
  expect(rows.map(({ cycle }) => cycle)).toEqual([1, 2, 3]);
  // Told after COMMIT, which is what was waited for above.
  await expect.poll(() => kafka.endOffsets('dead-letters'), { timeout: 20_000 }).toEqual([1]);
  await kafka.close();
});

test('a repair is appended under the seq of what it repairs, with the place it stood, and decides nothing again', async () => {
  const { accountId, cardId } = await bench.openCard();
  const bought = await bench.buy(cardId);
  const [, , fact] = await bench.factsOf(accountId);
  if (!fact) throw new Error('the purchase is not on the log');
  const { id: factId, seq, cycle, type, time, data } = fact;
  const body = { accountId, seq, cycle, factId, type, time, repairs: 'card-transactions/3/17', data };
  expect((await bench.post('/v1/repairs', body, once())).status).toBe(403);
  const call = { ...OPERATOR, idempotency: bench.newKey() };
  const [first, again] = [await bench.post('/v1/repairs', body, call), await bench.post('/v1/repairs', body, call)];
  expect([first.status, again.text]).toEqual([201, first.text]);
  expect((await bench.post('/v1/repairs', { ...body, seq: 9 }, { ...OPERATOR, ...once() })).body.code).toBe(
    'not-posted',
  );
  expect((await bench.buy(cardId)).body.seq).toBe(4);
  const facts = await bench.factsOf(accountId);
  expect(facts.map((one) => [one.seq, one.repairs])).toEqual([
    [1, undefined],
    [2, undefined],
    [3, undefined],
    [3, 'card-transactions/3/17'],
    [4, undefined],
  ]);
  expect(facts[3]).toMatchObject({ id: factId, data: { purchaseId: bought.body.purchaseId } });
  expect(await used(accountId)).toBe(2_000);
});
