import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { featureNames } from '../features/names.ts';
import type { PurchaseFact, ReportFact } from '../replay/portfolio-log.ts';
import { RuleSet } from '../rules/rule-set.ts';
import { AccountStory, type StoryFact } from '../rules/test-facts.ts';
import { isFraud, LabelledRows, RowFile } from './labelled-rows.ts';
import { numberOf } from './periods.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-learn-'));
afterAll(() => rmSync(folder, { recursive: true }));

const policy = { alertAt: 0.7, blockAt: 0.95, autoBlock: [] };
const reason = { pt: 'Caro', en: 'Dear' };
const when = [{ feature: 'amount', op: '>=', value: 9_000 }];
const rules = RuleSet.parse({ name: 'dear', policy, rules: [{ name: 'dear', when, score: 0.8, reason }] });
const at = (day: number) => `2026-06-${String(day).padStart(2, '0')}T15:00:00.000Z`;
const isTaken = (fact: StoryFact): fact is PurchaseFact | ReportFact =>
  fact.type === 'br.faturaviva.CompraEfetuada.v1' || fact.type === 'br.faturaviva.RelatoDeFraude.v1';

test('features stand in the file row by row; a label is what was said until a day, taken back or not', () => {
  const story = new AccountStory('rows').buy(1_000, { at: at(1) }).buy(9_000, { at: at(2) });
  story.buy(3_000, { at: at(3) });
  story.report(1, { at: at(9) }).report(0, { at: at(10) });
  story.report(0, { at: at(12), denied: false }).buy(4_000, { at: at(20) });
  const name = path.join(folder, 'rows');
  const descriptor = openSync(name, 'w');
  const file = new RowFile(descriptor);
  const labelled = new LabelledRows(file, { rules, lastDay: numberOf('2026-06-15') });
  for (const fact of story.facts.filter(isTaken)) labelled.take(fact);
  file.flush();
  closeSync(descriptor);

  expect(labelled.log).toEqual({ from: numberOf('2026-06-01'), to: numberOf('2026-06-20') });
  expect(labelled.rows.map(({ number, day, byRules }) => [number, day, byRules])).toEqual([
    [0, numberOf('2026-06-01'), 0],
    [1, numberOf('2026-06-02'), 0.8],
    [2, numberOf('2026-06-03'), 0],
  ]);
  const fraudAt = (day: number) => labelled.rows.map((row) => isFraud(row, numberOf('2026-06-01') + day - 1));
  expect([8, 9, 10, 11, 12].map(fraudAt)).toEqual([
    [false, false, false],
    [false, true, false],
    [true, true, false],
    [true, true, false],
    [false, true, false],
  ]);
  const bytes = readFileSync(name);
  expect(bytes.length).toBe(3 * featureNames.length * 8);
  const value = (row: number, feature: (typeof featureNames)[number]) =>
    bytes.readDoubleLE((row * featureNames.length + featureNames.indexOf(feature)) * 8);
  expect([0, 1, 2].map((row) => value(row, 'amount'))).toEqual([1_000, 9_000, 3_000]);
  expect(value(1, 'c_ratio')).toBe(9);
});
