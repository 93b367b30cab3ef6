import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dateIn } from '@faturaviva/calendar';
import { expect, test } from 'vitest';
import { withReports } from '../apps/simulator/src/sources/reports.ts';
import { isRow, type PurchaseRow } from '../apps/simulator/src/sources/source.ts';
import { openSynthetic } from '../apps/simulator/src/sources/synthetic/synthetic.ts';
import { shippedRules } from '../services/fraud/src/active-rules.ts';
import { metricsOf, type Outcome } from '../services/fraud/src/model/metrics.ts';
import { parseModelFile } from '../services/fraud/src/model/model-file.ts';
import { probabilityOf } from '../services/fraud/src/model/tree-model.ts';
import { FeatureReplay } from '../services/fraud/src/replay/feature-replay.ts';
import type { PurchaseFact, ReportFact } from '../services/fraud/src/replay/portfolio-log.ts';
import { scoreOf } from '../services/fraud/src/rules/score.ts';
import { firedRules } from '../services/fraud/src/rules/score-rules.ts';
import { AccountStory } from '../services/fraud/src/rules/test-facts.ts';
import { model } from '../services/fraud/src/scorer.ts';

const FILE = path.join(import.meta.dirname, '../services/fraud/src/model/default-model.json');
const DAY_MS = 86_400_000;
const text = readFileSync(FILE, 'utf8');
const file = parseModelFile(text);

test('the model that ships scores its sample as the library did that learnt it', () => {
  expect(file.sample.length).toBeGreaterThanOrEqual(20);
  for (const { values, probability } of file.sample)
    expect(Math.abs(probabilityOf(file.trees, values) - probability)).toBeLessThan(1e-9);
  const probabilities = file.sample.map(({ probability }) => probability);
  expect(Math.max(...probabilities) - Math.min(...probabilities)).toBeGreaterThan(0.5);
});

test('it is small, learnt from invented purchases alone, and tells how well it does', () => {
  expect(text.length).toBeLessThan(300_000);
  const { portfolios } = file.report;
  expect(portfolios.map(({ portfolio }) => portfolio)).toEqual(['learn-fraud', 'learn-honest']);
  const validation = portfolios[0]?.validation;
  const alarm = validation?.flagging.find(({ at }) => at === shippedRules.policy.alertAt);
  expect(alarm?.precision).toBeGreaterThan(0.9);
  expect(validation?.all.model.averagePrecision).toBeGreaterThan(validation?.all.rules.averagePrecision ?? 1);
});

type Wanted = Partial<Parameters<typeof openSynthetic>[0]>;
const WEEKS_FROM = '2025-09-08';

/** Weeks of a population that nobody has learnt from: what model and rules say, with all that came before them. */
async function heldOut(wanted: Wanted): Promise<(Outcome & { byRules: number; flagged: boolean })[]> {
  const days = { from: '2025-07-01', to: '2025-09-28' };
  const source = withReports(openSynthetic({ accounts: 250, fraud: true, seed: 4_711, ...days, ...wanted }), 7);
  const replay = new FeatureReplay();
  const outcomes: (Outcome & { byRules: number; flagged: boolean })[] = [];
  for await (const row of source.rows()) {
    if (!isRow(row)) continue;
    if (row.kind === 'report')
      replay.report({ time: row.occurredAt, data: { purchaseId: row.of, denied: true } } as ReportFact);
    if (row.kind !== 'purchase') continue;
    const features = replay.buy(factOf(row));
    if (row.on < WEEKS_FROM) continue;
    outcomes.push({
      score: model.score(features),
      byRules: firedRules(shippedRules, features)[0]?.score ?? 0,
      flagged: scoreOf(features, { version: 1, rules: shippedRules, model }).flagged,
      fraud: row.denied === true,
      day: Date.parse(dateIn(row.occurredAt)) / DAY_MS,
      card: row.accountRef,
    });
  }
  return outcomes;
}

const factOf = ({ accountRef, occurredAt, sourceId, amountCents, merchant }: PurchaseRow): PurchaseFact =>
  ({
    accountId: accountRef,
    time: occurredAt,
    data: { purchaseId: sourceId, amountCents, merchant, occurredAt },
  }) as PurchaseFact;

test('on weeks of a population that it has not seen, the model finds more than the rules that ship', async () => {
  const outcomes = await heldOut({});
  const byModel = metricsOf(outcomes);
  const byRules = metricsOf(outcomes.map((outcome) => ({ ...outcome, score: outcome.byRules })));
  expect(outcomes.filter(({ fraud }) => fraud).length).toBeGreaterThan(30);
  expect(byModel.auc).toBeGreaterThan((byRules.auc ?? 1) + 0.05);
  expect(byModel.averagePrecision).toBeGreaterThan((byRules.averagePrecision ?? 1) + 0.2);
  expect(byModel.cardPrecision100).toBeGreaterThanOrEqual(byRules.cardPrecision100 ?? 1);
  const alarms = outcomes.filter(({ score }) => score >= shippedRules.policy.alertAt);
  expect(alarms.filter(({ fraud }) => fraud).length / alarms.length).toBeGreaterThan(0.85);
}, 60_000);

test('where nobody steals, the model raises next to no alarm', async () => {
  const outcomes = await heldOut({ fraud: false, seed: 4_712, accounts: 150 });
  const alarms = outcomes.filter(({ score }) => score >= shippedRules.policy.alertAt);
  expect(outcomes.length).toBeGreaterThan(1_000);
  expect(alarms.length).toBeLessThanOrEqual(outcomes.length / 1_000);
}, 60_000);

test.each([0, 1, 3, 10, 40])('a holder with %i small purchases may buy a television without an alert', (habit) => {
  const story = new AccountStory('television', { at: '2026-05-01T15:00:00.000Z' });
  for (let n = 0; n < habit; n += 1) {
    const at = new Date(Date.parse('2026-05-01T15:00:00.000Z') + n * 17 * 3_600_000).toISOString();
    story.buy(3_000 + ((n * 977) % 6_000), { at, merchant: `shop-${n % 3}` });
  }
  story.buy(429_900, { at: '2026-05-30T18:00:00.000Z', merchant: 'televisions' });
  const replay = new FeatureReplay();
  const isBought = (fact: (typeof story.facts)[number]) => fact.type === 'br.faturaviva.CompraEfetuada.v1';
  const scores = story.facts.filter(isBought).map((fact) => {
    const features = replay.buy(fact as PurchaseFact);
    return scoreOf(features, { version: 1, rules: shippedRules, model });
  });
  expect(scores).toHaveLength(habit + 1);
  expect(scores.filter(({ flagged }) => flagged)).toEqual([]);
});
