import { expect, test } from 'vitest';
import type { PurchaseFact, ReportFact } from '../replay/portfolio-log.ts';
import { RuleSet } from '../rules/rule-set.ts';
import { AccountStory, type StoryFact } from '../rules/test-facts.ts';
import { BackTest } from './back-test.ts';

const reason = { pt: 'Caro', en: 'Dear' };
const rules = RuleSet.parse({
  name: 'dear',
  policy: { alertAt: 0.7, blockAt: 0.95, autoBlock: [] },
  rules: [
    { name: 'dear', when: [{ feature: 'amount', op: '>=', value: 10_000 }], score: 0.8, reason },
    { name: 'very-dear', when: [{ feature: 'amount', op: '>=', value: 50_000 }], score: 0.9, reason },
    { name: 'hint', when: [{ feature: 'amount', op: '>=', value: 1 }], score: 0.2, reason },
  ],
});

const at = (day: number) => `2026-06-${String(day).padStart(2, '0')}T15:00:00.000Z`;
const isTaken = (fact: StoryFact): fact is PurchaseFact | ReportFact =>
  fact.type === 'br.faturaviva.CompraEfetuada.v1' || fact.type === 'br.faturaviva.RelatoDeFraude.v1';

function tried(story: AccountStory, from = '2026-06-02', to = '2026-06-10', model: BackTestModel = null) {
  const backTest = new BackTest({ rules, model, from, to });
  backTest.begin('demo');
  for (const fact of story.facts.filter(isTaken)) backTest.take(fact);
  return backTest.report();
}
type BackTestModel = ConstructorParameters<typeof BackTest>[0]['model'];

const story = () =>
  new AccountStory('tried')
    .buy(60_000, { at: at(1) }) // before the first day
    .buy(1_000, { at: at(2) })
    .buy(20_000, { at: at(3) }) // caught
    .buy(30_000, { at: at(4) }) // stopped wrongly
    .buy(60_000, { at: at(4) }) // caught by two rules
    .buy(2_000, { at: at(5) }) // missed
    .buy(70_000, { at: at(11) }) // after the last day
    .report(2, { at: at(20) })
    .report(4, { at: at(20) })
    .report(5, { at: at(21) })
    .report(1, { at: at(21) })
    .report(1, { at: at(22), denied: false });

test('what rules would have flagged is counted against what holders said in the end', () => {
  const report = tried(story());
  expect(report).toMatchObject({
    portfolios: ['demo'],
    purchases: { count: 5, cents: 113_000 },
    fraud: { count: 3, cents: 82_000 },
    flagged: { count: 3, cents: 110_000 },
    caught: { count: 2, cents: 80_000 },
    wrong: { count: 1, cents: 30_000 },
    missed: { count: 1, cents: 2_000 },
    precision: 2 / 3,
    recall: 2 / 3,
    unsettled: 0,
  });
  expect(
    report.rules.map(({ name, flagged, caught, precision }) => [name, flagged.count, caught.count, precision]),
  ).toEqual([
    ['dear', 3, 2, 2 / 3],
    ['very-dear', 1, 1, 1],
    ['hint', 5, 3, 3 / 5],
  ]);
  expect(report.days).toContainEqual({ on: '2026-06-04', purchases: 2, flagged: 2, fraud: 1, caught: 1 });
  expect(report.samples.map(({ amountCents, rules: by, fraud }) => [amountCents, by[0], fraud])).toEqual([
    [60_000, 'very-dear', true],
    [30_000, 'dear', false],
    [20_000, 'dear', true],
  ]);
});

test('a model counts beside the rules, under its own name', () => {
  const model = { version: '1', score: ({ amount }: { amount: number }) => (amount === 2_000 ? 0.9 : 0.1) };
  const report = tried(story(), '2026-06-02', '2026-06-10', model);
  expect(report).toMatchObject({ caught: { count: 3 }, missed: { count: 0 }, recall: 1 });
  expect(report.rules.at(-1)).toMatchObject({ name: 'model', flagged: { count: 1 }, precision: 1 });
});

test('what is too young for a report is said, and nothing is divided by nothing', () => {
  const young = new AccountStory('young').buy(500, { at: at(8) }).buy(500, { at: at(9) });
  expect(tried(young)).toMatchObject({ unsettled: 2, precision: null, recall: null, fraud: { count: 0 } });
});
