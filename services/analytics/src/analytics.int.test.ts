import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { categoryOf } from '@faturaviva/categories';
import { cardTransactions } from '@faturaviva/events';
import { decodeFact, encodeFact } from '@faturaviva/kafka';
import { createLogger, type failpointNames } from '@faturaviva/process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ServiceProcess } from '../../../tests/chaos/service-process.ts';
import { until } from '../../../tests/support/client.ts';
import { type CountedFact, counted } from './read-message.ts';
import { AccountStory, idOf, wholeStory } from './rules/test-facts.ts';
import type { Analytics } from './service.ts';
import { ask, Bench, type Tables } from './test-bench.ts';

const bench = new Bench();
const patience = { timeout: 120_000, interval: 100 };
/** Each death is noticed when a session is over. */
const FOUR_LIVES_MS = 300_000;
const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-analytics-'));
let live: Tables;
let services: Analytics[] = [];
const url = () => services[0]?.url ?? '';
beforeAll(async () => {
  await bench.start();
  live = await bench.newTables();
  services = await Promise.all([live.service(), live.service()]);
});
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await bench.stop();
  rmSync(folder, { recursive: true });
});

const read = (tables = live) => expect.poll(() => tables.behind(), patience).toBe(0);
const names = Array.from({ length: 32 }, (_, n) => `holder-${n}`);
const period = 'from=2026-06-01&to=2026-06-30';

/** What is on the log, each fact once, and nothing but plain additions. */
async function factsOnLog(): Promise<CountedFact[]> {
  const facts = new Map<string, CountedFact>();
  const select = (record: Parameters<typeof decodeFact>[0]) => {
    const decoded = decodeFact(record, counted);
    return decoded.kind === 'fact' ? decoded.fact : null;
  };
  const logger = createLogger('test', 'silent');
  for await (const chunk of bench.kafka.replay({ topic: cardTransactions, logger, select }))
    for (const fact of chunk) facts.set(fact.id, fact);
  return [...facts.values()];
}

test('two instances share the partitions; what the API tells is what the log adds up to, though all was sent twice', async () => {
  const owns = (service: Analytics) => async () =>
    (await (await fetch(`${service.url}/metrics`)).text()).includes('analytics_lag{');
  for (const service of services) await until(owns(service));
  const facts = wholeStory(names);
  await bench.tell(...facts.slice(0, 500));
  await bench.tell(...facts.slice(200), ...facts.slice(0, 300)); // A relay that crashed sends again.
  await read();
  expect(services.every(({ counters }) => counters.counted > 0)).toBe(true);

  const onLog = await factsOnLog();
  const portfolios = new Map(
    onLog.flatMap((fact) => ('portfolio' in fact.data ? [[fact.accountId, fact.data.portfolio] as const] : [])),
  );
  for (const portfolio of ['demo', 'import']) {
    const own = onLog.filter(({ accountId }) => portfolios.get(accountId) === portfolio);
    const bought = own.filter((fact) => fact.type === 'br.faturaviva.CompraEfetuada.v1');
    const declined = own.filter((fact) => fact.type === 'br.faturaviva.CompraNegada.v1');
    const refunds = own.flatMap((fact) => {
      if (fact.type === 'br.faturaviva.CompraEstornada.v1') return [fact.data.amountCents];
      const gaveWay =
        fact.type === 'br.faturaviva.ContestacaoResolvida.v1' && fact.data.outcome === 'merchant-refunded';
      return gaveWay ? [fact.data.purchaseCents] : [];
    });
    const sum = (all: number[]) => all.reduce((total, one) => total + one, 0);
    const cents = (all: { data: { amountCents: number } }[]) => sum(all.map(({ data }) => data.amountCents));
    const lastWords = new Map(
      own
        .filter((fact) => fact.type === 'br.faturaviva.RelatoDeFraude.v1')
        .toSorted((a, b) => a.seq - b.seq)
        .map(({ data }) => [data.purchaseId, data.denied]),
    );
    const frauds = bought.filter(({ data }) => lastWords.get(data.purchaseId));
    const { body: totals } = await ask(url(), `/v1/portfolios/${portfolio}/totals?${period}`);
    expect(totals).toMatchObject({
      purchases: bought.length,
      purchasedCents: cents(bought),
      declines: declined.length,
      declinedCents: cents(declined),
      approvalRate: bought.length / (bought.length + declined.length),
      ticketCents: Math.round(cents(bought) / bought.length),
      refunds: refunds.length,
      refundedCents: sum(refunds),
      frauds: frauds.length,
      fraudCents: cents(frauds),
      declinesByReason: [{ reason: 'limit-exceeded', declines: declined.length, declinedCents: cents(declined) }],
    });
    expect(frauds.length).toBeGreaterThan(0);

    const { body: spending } = await ask(url(), `/v1/portfolios/${portfolio}/spending?${period}`);
    const groups = [spending.byCategory, spending.byMerchant, spending.byDay, spending.byHour];
    for (const group of groups)
      expect(sum(group.map(({ netCents }: { netCents: number }) => netCents))).toBe(cents(bought) - sum(refunds));
    expect(spending.total).toMatchObject({ purchases: bought.length, refundedCents: sum(refunds) });
    const perCategory = Map.groupBy(bought, ({ data }) => categoryOf(data.merchant.mcc));
    for (const [category, purchases] of perCategory)
      expect(spending.byCategory.find((one: { category: string }) => one.category === category)).toMatchObject({
        purchases: purchases.length,
        purchasedCents: cents(purchases),
      });
    const late = spending.byDay.find(({ day }: { day: string }) => day === '2026-06-01');
    expect(late.purchases, 'late ones count on the day on which the card was used').toBe(
      bought.filter(({ data }) => data.occurredAt < '2026-06-02T03').length,
    );
  }
});

test('what each account spent at each merchant is what its facts on the log add up to', async () => {
  const spent = new Map<string, number>();
  const add = (accountId: string, merchantId: string, cents: number) => {
    const key = `${accountId} ${merchantId}`;
    spent.set(key, (spent.get(key) ?? 0) + cents);
  };
  for (const { accountId, type, data } of await factsOnLog()) {
    if (type === 'br.faturaviva.CompraEfetuada.v1') add(accountId, data.merchant.id, data.amountCents);
    if (type === 'br.faturaviva.CompraEstornada.v1') add(accountId, data.merchant.id, -data.amountCents);
    if (type === 'br.faturaviva.ContestacaoResolvida.v1' && data.outcome === 'merchant-refunded')
      add(accountId, data.merchant.id, -data.purchaseCents);
  }
  const rows = await live.rows<{ key: string; cents: number }>(
    `SELECT account_id || ' ' || merchant_id AS key, sum(purchased_cents - refunded_cents)::float8 AS cents
     FROM account_spending GROUP BY 1`,
  );
  expect(new Map(rows.map(({ key, cents }) => [key, cents]))).toEqual(spent);
  const [accountId = ''] = [...spent.keys()].map((key) => key.split(' ')[0]);
  const { body } = await ask(url(), `/v1/accounts/${accountId}/spending?${period}`);
  const own = [...spent].filter(([key]) => key.startsWith(accountId)).reduce((sum, [, cents]) => sum + cents, 0);
  expect(body.total.netCents).toBe(own);
});

test('read again from the first fact, into empty tables and into full ones, everything is the same', async () => {
  await Promise.all(services.map((service) => service.stop()));
  services = [];
  const before = await live.content();
  expect(before['taken_fact']?.length).toBeGreaterThan(400);
  const anew = await bench.newTables();
  const reading = await anew.service();
  await read(anew);
  await reading.stop();
  expect(await anew.content()).toEqual(before);

  await live.rows('UPDATE reader_offset SET next = 0');
  services = [await live.service()];
  await read();
  expect(await live.content()).toEqual(before);
  expect(services[0]?.counters).toMatchObject({ counted: 0 });
});

test(
  'killed on either side of its commit, again and again, it counts exactly',
  async () => {
    await Promise.all(services.map((service) => service.stop()));
    services = [];
    const killed = await bench.newTables();
    const service = new ServiceProcess({
      name: 'analytics',
      main: 'services/analytics/src/main.ts',
      root: path.resolve(import.meta.dirname, '../../..'),
      // Nobody asks it anything: any port will do.
      port: 0,
      env: bench.env(killed.url),
      logFile: path.join(folder, 'analytics.log'),
    });
    const points: `${(typeof failpointNames)[number]}@${number}`[] = [
      'reader.before-commit@3',
      'reader.after-commit@2',
      'reader.before-commit@1',
    ];
    try {
      service.start(...points.map((point) => ({ FAILPOINTS: point })));
      await read(killed);
      // Whoever was left to live has read the rest; what is still armed dies with more facts.
      for (let n = 0; service.starts <= points.length; n += 1) {
        const more = new AccountStory(`after-the-kill-${n}`).buy(1_000 + n).refund(0, 10);
        await bench.tell(...more.facts);
        await read(killed);
      }
      for (const point of points) expect(service.log()).toContain(`killed at failpoint ${point.split('@')[0]}`);
    } finally {
      await service.stop();
    }

    services = [await live.service()];
    await read();
    expect(await killed.content()).toEqual(await live.content());
  },
  FOUR_LIVES_MS,
);

test('what cannot be counted is passed, what came too early waits in the tables, and both count once they are mended', async () => {
  const story = new AccountStory('mended', { portfolio: 'mended' }).buy(4_000).report(0).buy(6_000);
  const [opened, bought, reported, later] = story.facts;
  if (!opened || !bought || !reported || !later) throw new Error('four facts');
  const { data: _, ...envelope } = opened;
  await bench.append(encodeFact(envelope, '{"reference":1}'));
  await bench.tell(reported, bought, later);
  await read();
  expect(await live.rows('SELECT FROM waiting_fact')).toHaveLength(3);
  const totals = () => ask(url(), `/v1/portfolios/mended/totals?${period}`).then(({ body }) => body);
  expect(await totals()).toMatchObject({ purchases: 0, approvalRate: null, ticketCents: null });
  await bench.tell({ ...opened, repairs: 'card-transactions/0/0' });
  await read();
  expect(await live.rows('SELECT FROM waiting_fact')).toHaveLength(0);
  expect(await totals()).toMatchObject({ purchases: 2, purchasedCents: 10_000, frauds: 1, fraudCents: 4_000 });
});

test('people read what their own account spent, another’s is not there, and portfolios are for operators', async () => {
  const mine = new AccountStory('mine').buy(2_000, { mcc: '5411', merchant: 'market' }).refund(0, 500);
  const other = new AccountStory('other').buy(9_000);
  await bench.tell(...mine.facts, ...other.facts);
  await read();
  const token = await bench.token([mine.accountId]);
  const own = await ask(url(), `/v1/accounts/${mine.accountId}/spending?${period}`, token);
  expect(own).toMatchObject({ status: 200, body: { total: { purchases: 1, netCents: 1_500 } } });
  expect(own.body.byCategory).toMatchObject([
    { category: 'groceries', name: { pt: 'Mercado', en: 'Groceries' }, purchasedCents: 2_000, refundedCents: 500 },
  ]);
  expect(own.body.byMerchant).toMatchObject([{ merchantId: 'market', name: 'market', netCents: 1_500 }]);
  expect(own.body.byDay).toHaveLength(30);
  expect(own.body.byHour).toHaveLength(24);
  const path = (accountId: string) => `/v1/accounts/${accountId}/spending?${period}`;
  expect(await ask(url(), path(other.accountId), token)).toMatchObject({ status: 404, body: { code: 'not-found' } });
  expect(await ask(url(), path(other.accountId))).toMatchObject({ status: 200 });
  expect(await ask(url(), path(idOf('nobody')))).toMatchObject({ status: 404 });
  expect(await ask(url(), path(mine.accountId), 'wrong')).toMatchObject({ status: 401 });
  for (const route of ['/v1/portfolios', `/v1/portfolios/demo/totals?${period}`, '/v1/freshness'])
    expect(await ask(url(), route, token)).toMatchObject({ status: 403 });
  const upside = `/v1/accounts/${mine.accountId}/spending?from=2026-06-30&to=2026-06-01`;
  expect(await ask(url(), upside)).toMatchObject({ status: 400 });
});

test('a second shows what was counted in it, and freshness that nothing is left', async () => {
  const since = Math.floor(Date.now() / 1_000);
  const story = new AccountStory('seconds', { portfolio: 'seconds' }).buy(1_000).buy(2_000).decline(3_000);
  await bench.tell(...story.facts);
  await read();
  const seconds = async () => {
    const { body } = await ask(url(), '/v1/portfolios/seconds/seconds?minutes=5');
    return body.seconds as { second: number; facts: number; purchases: number; declines: number }[];
  };
  await expect.poll(async () => (await seconds()).reduce((sum, { facts }) => sum + facts, 0), patience).toBe(4);
  const series = await seconds();
  expect(series).toHaveLength(300);
  expect(series.find(({ facts }) => facts > 0)?.second).toBeGreaterThanOrEqual(since);
  expect(series.reduce((sum, { purchases }) => sum + purchases, 0)).toBe(2);
  expect(series.reduce((sum, { declines }) => sum + declines, 0)).toBe(1);
  await expect
    .poll(async () => (await ask(url(), '/v1/freshness')).body, patience)
    .toMatchObject({ partitions: 12, behind: 0, countedAt: expect.any(String) });
  const { body } = await ask(url(), '/v1/portfolios');
  expect(body.portfolios.map(({ portfolio }: { portfolio: string }) => portfolio)).toContain('seconds');
});

test('it is ready when database, reader and token keys answer, and describes its API', async () => {
  const { checks } = (await ask(url(), '/health/ready')).body;
  expect(checks.map(({ name }: { name: string }) => name)).toEqual(['database', 'reader', 'tokens']);
  const { paths } = (await ask(url(), '/openapi.json')).body;
  expect(Object.keys(paths)).toContain('/v1/accounts/{accountId}/spending');
});
