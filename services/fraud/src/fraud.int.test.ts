import { AlertaDeFraude } from '@faturaviva/events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../tests/support/client.ts';
import { shippedRules } from './active-rules.ts';
import { alertIdOf } from './ids.ts';
import { RuleSet } from './rules/rule-set.ts';
import { AccountStory } from './rules/test-facts.ts';
import type { Fraud } from './service.ts';
import { ask, Bench, readWithoutPublishing } from './test-bench.ts';

const bench = new Bench();
const patience = { timeout: 30_000, interval: 50 };
let services: Fraud[] = [];
const url = () => services[0]?.url ?? '';
beforeAll(async () => {
  await bench.start();
  services = await Promise.all([bench.service(), bench.service()]);
  await until(async () => (await ask(url(), '/v1/rule-sets')).body.active?.version === 1);
  await activate(dear);
});
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await bench.stop();
});

const reason = { pt: 'Compra cara', en: 'A dear purchase' };
/** Whatever costs R$ 1,000 or more is an alert: what is tested here is not the rules. */
const dear = RuleSet.parse({
  name: 'dear',
  policy: { alertAt: 0.7, blockAt: 0.95, autoBlock: ['demo'] },
  rules: [{ name: 'dear', when: [{ feature: 'amount', op: '>=', value: 100_000 }], score: 0.8, reason }],
});

async function activate(document: RuleSet): Promise<number> {
  const made = await ask(url(), '/v1/rule-sets', { document, note: 'for a test' });
  expect(made.status).toBe(201);
  const { version } = made.body;
  expect((await ask(url(), `/v1/rule-sets/${version}/activate`, {})).body).toMatchObject({ version, active: true });
  return version;
}

const read = (story: AccountStory) =>
  expect.poll(() => bench.seqOf(story.accountId), patience).toBe(story.facts.length);
const day = (n: number, hour = 12) =>
  `2026-06-${String(n).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`;

test('two instances share the partitions, score each purchase once, and add up the same merchants', async () => {
  const owns = (service: Fraud) => async () =>
    (await (await fetch(`${service.url}/metrics`)).text()).includes('fraud_lag{');
  for (const service of services) await until(owns(service));
  const stories = Array.from({ length: 30 }, (_, n) => new AccountStory(`shared-${n}`));
  for (let round = 0; round < 20; round += 1) {
    for (const [n, story] of stories.entries())
      story.buy(1_000 + n, { at: day(2 + round), merchant: `shop-${(n * 7 + round) % 10}` });
  }
  const facts = stories.flatMap((story) => story.facts);
  await Promise.all([bench.tell(...facts.slice(0, 400)), bench.tell(...facts.slice(400))]);
  await bench.tell(...facts.slice(100, 300)); // A relay that crashed sends again.
  for (const story of stories) await read(story);
  const [sums] = await bench.rows<object>(
    `SELECT sum(n)::int AS n, sum(cents)::int AS cents, count(DISTINCT merchant)::int AS shops FROM merchant_day WHERE merchant LIKE 'shop-%'`,
  );
  const cents = stories.reduce((sum, _, n) => sum + 20 * (1_000 + n), 0);
  expect(sums).toEqual({ n: 600, cents, shops: 10 });
  const [scores] = await bench.rows<object>(
    `SELECT count(*)::int AS n, count(DISTINCT purchase_id)::int AS purchases FROM score WHERE merchant_id LIKE 'shop-%'`,
  );
  expect(scores).toEqual({ n: 600, purchases: 600 });
  expect(services.every(({ counters }) => counters.scored > 0)).toBe(true);
});

test('an alert is told once per purchase under the id of its fact, and the same bytes when it is delivered again', async () => {
  const story = new AccountStory('alert').buy(5_000).buy(120_000, { merchant: 'jeweller' });
  await bench.tell(...story.facts);
  await expect.poll(() => bench.alertsOf(story.accountId), patience).toHaveLength(1);
  const [told] = bench.alertsOf(story.accountId);
  const bought = story.facts.at(-1);
  expect(told?.headers).toMatchObject({
    ce_id: alertIdOf(bought?.id ?? ''),
    ce_type: AlertaDeFraude.type,
    ce_seq: '4',
    ce_time: bought?.time,
  });
  const data = AlertaDeFraude.data.parse(JSON.parse(String(told?.value)));
  expect(data).toMatchObject({ purchaseId: story.purchaseIds[1], cardId: story.cardId, score: 0.8 });
  expect(data.reasons[0]).toEqual({ code: 'rule:dear', ...reason });

  await bench.tell(...story.facts);
  await expect.poll(() => bench.alertsOf(story.accountId).length, patience).toBeGreaterThan(1);
  const again = bench.alertsOf(story.accountId);
  expect(new Set(again.map(({ headers }) => headers['ce_id'])).size).toBe(1);
  expect(again.every(({ value }) => value?.equals(told?.value ?? Buffer.alloc(0)))).toBe(true);
  expect(await bench.rows('SELECT FROM alert WHERE account_id = $1', story.accountId)).toHaveLength(1);
});

test('what the holder says closes the alert: fraud, or theirs after all', async () => {
  const story = new AccountStory('answer').buy(150_000).buy(160_000);
  await bench.tell(...story.facts);
  await read(story);
  const states = async () => {
    const { body } = await ask(url(), '/v1/alerts?limit=200');
    const own = body.alerts.filter(({ accountId }: { accountId: string }) => accountId === story.accountId);
    return own.map(({ amountCents, state }: { amountCents: number; state: string }) => [amountCents, state]);
  };
  expect(new Map(await states())).toEqual(
    new Map([
      [150_000, 'open'],
      [160_000, 'open'],
    ]),
  );
  story.report(0).report(1, { denied: false });
  await bench.tell(...story.facts.slice(-2));
  await read(story);
  expect(new Map(await states())).toEqual(
    new Map([
      [150_000, 'confirmed'],
      [160_000, 'dismissed'],
    ]),
  );
  const score = await ask(url(), `/v1/purchases/${story.purchaseIds[0]}/score`);
  expect(score.body).toMatchObject({ denied: true, flagged: true, features: { amount: 150_000, c_ratio: 1 } });
});

test('a label from the future counts for nobody, though another partition has brought it already', async () => {
  const ahead = new AccountStory('ahead').buy(1_000, { at: day(2), merchant: 'kiosk' });
  ahead.report(0, { at: day(12) });
  await bench.tell(...ahead.facts);
  await read(ahead);
  const behind = new AccountStory('behind').buy(1_000, { at: day(11), merchant: 'kiosk' });
  behind.buy(1_000, { at: day(13), merchant: 'kiosk' });
  await bench.tell(...behind.facts);
  await read(behind);
  const seen = async (index: number) =>
    (await ask(url(), `/v1/purchases/${behind.purchaseIds[index]}/score`)).body.features;
  expect(await seen(0)).toMatchObject({ t_n30: 1, t_f30: 0, t_risk30: 0, t_u28: 0 });
  expect(await seen(1)).toMatchObject({ t_n30: 2, t_f30: 1, t_risk30: 1, t_u28: 1 });
});

test('rules are kept as versions, decide from their activation on, and everything is written down', async () => {
  const first = await activate(dear);
  const cheap = { ...dear, name: 'cheap', rules: dear.rules.map((rule) => ({ ...rule, score: 0.71 })) };
  const story = new AccountStory('versions').buy(200_000);
  await bench.tell(...story.facts);
  await read(story);
  const second = await activate(cheap);
  story.buy(210_000);
  await bench.tell(...story.facts.slice(-1));
  await read(story);
  const scores = await Promise.all(story.purchaseIds.map((id) => ask(url(), `/v1/purchases/${id}/score`)));
  expect(scores.map(({ body }) => [body.scorer.split('+')[0], body.score])).toEqual([
    [`rules:${first}`, 0.8],
    [`rules:${second}`, 0.71],
  ]);
  await ask(url(), `/v1/rule-sets/${first}/activate`, { note: 'back again' });
  const { body: audit } = await ask(url(), '/v1/audit?limit=4');
  expect(audit.entries.map(({ who, action, version }: Record<string, unknown>) => [who, action, version])).toEqual([
    ['console', 'activated', first],
    ['console', 'activated', second],
    ['console', 'created', second],
    ['console', 'activated', first],
  ]);
  const { body } = await ask(url(), '/v1/rule-sets');
  expect(body.active).toMatchObject({ version: first, document: dear });
  expect(body.ruleSets.at(-1)).toMatchObject({ version: 1, createdBy: 'fraud', document: shippedRules });
  const broken = await ask(url(), '/v1/rule-sets', { document: { ...dear, rules: [{ ...dear.rules[0], score: 2 }] } });
  expect(broken).toMatchObject({ status: 400, body: { code: 'invalid-request' } });
});

test('alerts come in pages, the newest first, and only to machines', async () => {
  const story = new AccountStory('pages');
  for (let n = 1; n <= 5; n += 1) story.buy(100_000 + n, { at: day(20, n) });
  await bench.tell(...story.facts);
  await read(story);
  const seen: number[] = [];
  let after = '';
  do {
    const { body } = await ask(url(), `/v1/alerts?state=open&portfolio=demo&limit=2${after}`);
    seen.push(...body.alerts.map(({ amountCents }: { amountCents: number }) => amountCents));
    after = body.next && `&after=${encodeURIComponent(body.next)}`;
  } while (after);
  expect(seen.slice(0, 5)).toEqual([100_005, 100_004, 100_003, 100_002, 100_001]);
  expect(new Set(seen).size).toBe(seen.length);
  expect((await ask(url(), '/v1/alerts', undefined, 'wrong')).status).not.toBe(200);
  const { body: statistics } = await ask(url(), '/v1/statistics');
  expect(statistics.scored).toBeGreaterThanOrEqual(600);
  expect(statistics.score.p99).toBeGreaterThanOrEqual(statistics.score.p50);
});

test('rules are tried on the log, over HTTP, and nothing changes', async () => {
  const story = new AccountStory('tried', { portfolio: 'tried' });
  story
    .buy(90_000, { at: day(3) })
    .buy(95_000, { at: day(4) })
    .buy(1_000, { at: day(5) })
    .report(0, { at: day(12) });
  await bench.tell(...story.facts);
  await read(story);
  const before = await bench.rows('SELECT count(*) AS scores, (SELECT count(*) FROM alert) AS alerts FROM score');
  const rules = { ...dear, rules: [{ ...dear.rules[0], when: [{ feature: 'amount', op: '>=', value: 90_000 }] }] };
  const job = { rules, from: '2026-06-01', to: '2026-06-30', portfolio: 'tried' };
  const started = await ask(url(), '/v1/back-tests', job);
  expect(started.status).toBe(202);
  const state = async () => (await ask(url(), `/v1/back-tests/${started.body.id}`)).body;
  await expect.poll(async () => (await state()).state, patience).toBe('done');
  const { report, read: facts, total } = await state();
  expect(report).toMatchObject({
    portfolios: ['tried'],
    purchases: { count: 3 },
    flagged: { count: 2, cents: 185_000 },
    caught: { count: 1, cents: 90_000 },
    wrong: { count: 1, cents: 95_000 },
    missed: { count: 0 },
    precision: 0.5,
    recall: 1,
  });
  expect([facts > 600, facts === total]).toEqual([true, true]);
  expect(await bench.rows('SELECT count(*) AS scores, (SELECT count(*) FROM alert) AS alerts FROM score')).toEqual(
    before,
  );
  expect((await ask(url(), '/v1/audit?limit=1')).body.entries[0]).toMatchObject({ action: 'back-tested' });
  const upside = await ask(url(), '/v1/back-tests', { ...job, from: '2026-07-01' });
  expect(upside.status).toBe(400);
});

test('what was committed and not published is published when the batch comes again', async () => {
  await Promise.all(services.map((service) => service.stop()));
  const crashing = await readWithoutPublishing(bench);
  const story = new AccountStory('crash').buy(170_000);
  try {
    await bench.tell(...story.facts);
    await read(story);
    expect(await bench.rows('SELECT FROM alert WHERE account_id = $1', story.accountId)).toHaveLength(1);
    expect(bench.alertsOf(story.accountId)).toEqual([]);
  } finally {
    await crashing.stop();
    services = [await bench.service()];
  }
  await expect.poll(() => bench.alertsOf(story.accountId), patience).toHaveLength(1);
});
