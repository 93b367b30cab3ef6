import { afterAll, beforeAll, expect, test } from 'vitest';
import { until } from '../../../tests/support/client.ts';
import { featureNames } from './features/names.ts';
import { RuleSet } from './rules/rule-set.ts';
import { AccountStory } from './rules/test-facts.ts';
import type { Fraud } from './service.ts';
import { ask, Bench } from './test-bench.ts';

// What the fraud desk asks for beside alerts and rules.

const bench = new Bench();
const patience = { timeout: 60_000, interval: 50 };
let fraud: Fraud;
beforeAll(async () => {
  await bench.start();
  fraud = await bench.service();
  await until(async () => (await ask(fraud.url, '/v1/rule-sets')).body.active?.version === 1);
});
afterAll(async () => {
  await fraud?.stop();
  await bench.stop();
});

const from = (value: number): RuleSet =>
  RuleSet.parse({
    name: `from ${value}`,
    policy: { alertAt: 0.7, blockAt: 0.95, autoBlock: [] },
    rules: [
      {
        name: 'dear',
        when: [{ feature: 'amount', op: '>=', value }],
        score: 0.8,
        reason: { pt: 'Caro', en: 'Dear' },
      },
    ],
  });

async function keep(document: RuleSet): Promise<number> {
  return (await ask(fraud.url, '/v1/rule-sets', { document })).body.version;
}

async function ended(id: string) {
  const read = async () => (await ask(fraud.url, `/v1/back-tests/${id}`)).body;
  await expect.poll(async () => (await read()).state, patience).not.toBe('running');
  return read();
}

test('every feature has words in both languages and a unit', async () => {
  const { body } = await ask(fraud.url, '/v1/features');
  expect(body.features.map(({ name }: { name: string }) => name)).toEqual(featureNames);
  for (const language of ['pt', 'en']) {
    const words = body.features.map((feature: Record<string, string>) => feature[language]);
    expect(new Set(words).size).toBe(featureNames.length);
  }
});

test('what was scored is told by portfolio, by part of the time, and by who scored it', async () => {
  expect((await ask(fraud.url, '/v1/statistics')).body).toMatchObject({ scorer: null, perSecond: 0 });
  const version = await keep(from(100_000));
  await ask(fraud.url, `/v1/rule-sets/${version}/activate`, {});
  const stories = ['alpha', 'beta', 'gamma'].map((portfolio) =>
    new AccountStory(portfolio, { portfolio }).buy(5_000).buy(120_000),
  );
  await bench.tell(...stories.flatMap(({ facts }) => facts));
  for (const { accountId, facts } of stories)
    await expect.poll(() => bench.seqOf(accountId), patience).toBe(facts.length);
  expect((await ask(fraud.url, '/v1/portfolios')).body.portfolios).toEqual(['alpha', 'beta', 'gamma']);
  const statistics = async () => (await ask(fraud.url, '/v1/statistics?minutes=2')).body;
  expect(await statistics()).toMatchObject({ scored: 6, flagged: 3, alerts: { open: 3, lastHour: 3 } });
  expect((await statistics()).scorer).toMatch(new RegExp(`^rules:${version}(\\+|$)`));
  // The part that is under way is not told: it would look like a fall.
  const sums = async () => {
    const { seconds, values } = (await statistics()).parts;
    const sum = (of: 'scored' | 'flagged') =>
      values.reduce((all: number, one: Record<string, number>) => all + (one[of] ?? 0), 0);
    return { seconds, scored: sum('scored'), flagged: sum('flagged'), enough: values.length >= 23 };
  };
  await expect.poll(sums, patience).toEqual({ seconds: 5, scored: 6, flagged: 3, enough: true });
});

test.each(['\u0000', '\ud800'])('text that cannot be kept is refused at its field (%j)', async (odd) => {
  const good = from(70_000);
  const refused = async (change: object, note = 'fits') => {
    const { status, body } = await ask(fraud.url, '/v1/rule-sets', { document: { ...good, ...change }, note });
    return [status, body.errors?.map(({ field }: { field: string }) => field)];
  };
  const [rule] = good.rules;
  expect(await refused({ name: `a${odd}b` })).toEqual([400, ['document.name']]);
  const rules = [{ ...rule, reason: { pt: `a${odd}b`, en: 'Dear' } }];
  expect(await refused({ rules })).toEqual([400, ['document.rules.0.reason.pt']]);
  expect(await refused({}, `a${odd}b`)).toEqual([400, ['note']]);
});

test('a version is tried beside another one on the same purchases', async () => {
  const story = new AccountStory('beside', { portfolio: 'beside' }).buy(90_000).buy(150_000).buy(1_000).report(1);
  await bench.tell(...story.facts);
  await expect.poll(() => bench.seqOf(story.accountId), patience).toBe(story.facts.length);
  const [wide, narrow] = [await keep(from(80_000)), await keep(from(100_000))];
  const days = { from: '2026-06-01', to: '2026-06-02', portfolio: 'beside' };
  const { body } = await ask(fraud.url, '/v1/back-tests', { version: wide, against: narrow, ...days });
  const run = await ended(body.id);
  expect(run).toMatchObject({ state: 'done', name: 'from 80000', version: wide, against: narrow });
  expect(run.report).toMatchObject({
    purchases: { count: 3 },
    flagged: { count: 2, cents: 240_000 },
    wrong: { count: 1, cents: 90_000 },
    against: { purchases: { count: 3 }, flagged: { count: 1, cents: 150_000 }, wrong: { count: 0 }, recall: 1 },
  });
  const sent = await ask(fraud.url, '/v1/back-tests', { rules: from(80_000), ...days });
  expect(await ended(sent.body.id)).toMatchObject({ version: null, against: null, report: { flagged: { count: 2 } } });
  const { body: audit } = await ask(fraud.url, '/v1/audit?limit=2');
  expect(audit.entries.map(({ version }: { version: number | null }) => version)).toEqual([null, wide]);
});

test('what cannot be tried is refused by its field', async () => {
  const days = { from: '2026-06-01', to: '2026-06-02' };
  const refused = async (wish: object) => {
    const { status, body } = await ask(fraud.url, '/v1/back-tests', { ...days, ...wish });
    return [status, body.errors.map(({ field }: { field: string }) => field)];
  };
  expect(await refused({ version: 9_999 })).toEqual([400, ['version']]);
  expect(await refused({ version: 1, against: 9_999 })).toEqual([400, ['against']]);
  expect(await refused({})).toEqual([400, ['rules']]);
  expect(await refused({ version: 1, rules: from(1) })).toEqual([400, ['rules']]);
  expect(await refused({ version: 1, from: '2026-06-03' })).toEqual([400, ['to']]);
  expect(await refused({ version: 1, from: '2025-01-01' })).toEqual([400, ['from']]);
  expect(await refused({ version: 1, portfolio: 'nobodys' })).toEqual([400, ['portfolio']]);
});
