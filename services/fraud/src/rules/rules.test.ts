import { expect, test } from 'vitest';
import { shippedRules } from '../active-rules.ts';
import { type FeatureRecord, featureNames } from '../features/names.ts';
import { mayBlock } from './may-block.ts';
import { type Rule, RuleSet } from './rule-set.ts';
import { type Model, scoreOf } from './score.ts';
import { firedRules } from './score-rules.ts';
import { type Seen, seenAfter } from './seen.ts';

const features = (some: Partial<FeatureRecord> = {}): FeatureRecord =>
  ({ ...Object.fromEntries(featureNames.map((name) => [name, 0])), ...some }) as FeatureRecord;

const reason = { pt: 'Porque sim', en: 'Because' };
const rule = (name: string, score: number, when: Rule['when'], match: Rule['match'] = 'all'): Rule => ({
  name,
  match,
  when,
  score,
  reason,
});
const setOf = (...rules: Rule[]): RuleSet =>
  RuleSet.parse({ name: 'test', policy: { alertAt: 0.7, blockAt: 0.95, autoBlock: ['demo'] }, rules });

test.each([
  ['<', 2, [true, false, false]],
  ['<=', 2, [true, true, false]],
  ['=', 2, [false, true, false]],
  ['>=', 2, [false, true, true]],
  ['>', 2, [false, false, true]],
] as const)('a condition %s compares the feature with its value', (op, value, expected) => {
  const rules = setOf(rule('r', 0.8, [{ feature: 'c_n1', op, value }]));
  expect([1, 2, 3].map((n) => firedRules(rules, features({ c_n1: n })).length === 1)).toEqual(expected);
});

test('all conditions must hold, or any, as the rule says', () => {
  const when = [
    { feature: 'night' as const, op: '=' as const, value: 1 },
    { feature: 'foreign' as const, op: '=' as const, value: 1 },
  ];
  const rules = setOf(rule('all', 0.8, when), rule('any', 0.9, when, 'any'));
  const names = (some: Partial<FeatureRecord>) => firedRules(rules, features(some)).map(({ name }) => name);
  expect(names({ night: 1 })).toEqual(['any']);
  expect(names({ night: 1, foreign: 1 })).toEqual(['any', 'all']);
  expect(names({})).toEqual([]);
});

test('the score is the higher of rules and model, and says where it comes from, the strongest reason first', () => {
  const rules = setOf(rule('night', 0.75, [{ feature: 'night', op: '=', value: 1 }]));
  const model: Model = { version: '2', score: ({ c_ratio: ratio }) => (ratio > 3 ? 0.9 : 0.1) };
  const plain = scoreOf(features(), { version: 3, rules, model });
  expect(plain).toEqual({ score: 0.1, flagged: false, scorer: 'rules:3+model:2', reasons: [] });
  const byRule = scoreOf(features({ night: 1 }), { version: 3, rules, model: null });
  expect(byRule).toMatchObject({ score: 0.75, flagged: true, scorer: 'rules:3' });
  expect(byRule.reasons.map(({ code }) => code)).toEqual(['rule:night', 'feature:night']);
  const byModel = scoreOf(features({ c_ratio: 3.25 }), { version: 3, rules, model });
  expect(byModel).toMatchObject({ score: 0.9, flagged: true });
  expect(byModel.reasons[0]).toEqual({
    code: 'feature:c_ratio',
    pt: 'Valor 3,3 vezes o habitual do cliente',
    en: "Amount 3.3 times the customer's usual one",
  });
});

test('an alert of the model alone has a reason, though no feature by itself is worth a sentence', () => {
  const model: Model = { version: '2', score: () => 0.974, because: () => ['c_habit', 'c_ratio'] };
  expect(scoreOf(features(), { version: 1, rules: setOf(), model }).reasons).toEqual([
    {
      code: 'model',
      pt: 'O modelo estima em 97% a chance de fraude, pelo conjunto da compra',
      en: 'The model puts the chance of fraud at 97%, by the purchase as a whole',
    },
  ]);
});

test('a score of just the threshold is an alert, one below is none', () => {
  const scored = (score: number) =>
    scoreOf(features(), {
      version: 1,
      rules: setOf(rule('r', score, [{ feature: 'hour', op: '=', value: 0 }])),
      model: null,
    });
  expect([scored(0.7).flagged, scored(0.699).flagged]).toEqual([true, false]);
});

test('rules that cannot be read are refused, with what is wrong', () => {
  const fits = (change: object) => RuleSet.safeParse({ ...shippedRules, ...change }).success;
  expect(fits({})).toBe(true);
  const [first] = shippedRules.rules;
  expect(fits({ rules: [first, first] })).toBe(false);
  expect(fits({ rules: [{ ...first, when: [{ feature: 'constructor', op: '>', value: 1 }] }] })).toBe(false);
  expect(fits({ rules: [{ ...first, when: [{ feature: 'amount', op: 'eval', value: 1 }] }] })).toBe(false);
  expect(fits({ rules: [{ ...first, when: [] }] })).toBe(false);
  expect(fits({ rules: [{ ...first, score: 1.1 }] })).toBe(false);
  expect(fits({ policy: { alertAt: 0.9, blockAt: 0.8, autoBlock: [] } })).toBe(false);
  expect(fits({ policy: { alertAt: 0.7, blockAt: 0.9, autoBlock: ['handbook'] } })).toBe(false);
  expect(fits({ policy: { alertAt: 0.7, blockAt: 0.9, autoBlock: ['demo', 'live'] } })).toBe(true);
  expect(fits({ policy: { alertAt: 0.7, blockAt: 0.9, autoBlock: ['demo', 'demo'] } })).toBe(false);
});

test('an account’s facts are seen once each; what is missing is taken when it comes', () => {
  const after = (...seqs: number[]) => {
    let seen: Seen = { seq: 0, missing: [] };
    const taken = seqs.filter((seq) => {
      const next = seenAfter(seen, seq);
      seen = next ?? seen;
      return next !== null;
    });
    return { taken, seen };
  };
  expect(after(1, 2, 2, 1, 3)).toEqual({ taken: [1, 2, 3], seen: { seq: 3, missing: [] } });
  expect(after(1, 5).seen).toEqual({ seq: 5, missing: [[2, 4]] });
  expect(after(1, 5, 3, 3, 2, 4, 4)).toEqual({ taken: [1, 5, 3, 2, 4], seen: { seq: 5, missing: [] } });
});

const now = Date.parse('2026-06-10T12:00:00.000Z');
const HOUR_MS = 3_600_000;
const idMadeAt = (ms: number) => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};
const candidate = { portfolio: 'demo', score: 0.96, postedAt: now - 1_000, factId: idMadeAt(now - 1_000) };
const wall = { now, maxAgeMs: HOUR_MS };
const { policy } = setOf();

test('a high score of a fresh purchase may block its card where the policy says so', () => {
  expect(mayBlock(candidate, policy, wall)).toBe(true);
  expect(mayBlock({ ...candidate, score: 0.94 }, policy, wall)).toBe(false);
  expect(mayBlock(candidate, { ...policy, autoBlock: [] }, wall)).toBe(false);
  for (const portfolio of ['live', 'traffic', 'handbook', ''])
    expect(mayBlock({ ...candidate, portfolio }, policy, wall)).toBe(false);
});

test('an import, a replay and a clock that was moved ahead block nothing', () => {
  const imported = { ...candidate, postedAt: now - 2 * HOUR_MS };
  const replayed = { ...candidate, factId: idMadeAt(now - 2 * HOUR_MS) };
  const ahead = { ...candidate, postedAt: now + 30 * 24 * HOUR_MS };
  expect(mayBlock(imported, policy, wall)).toBe(false);
  expect(mayBlock(replayed, policy, wall)).toBe(false);
  expect(mayBlock(ahead, policy, wall)).toBe(true);
  expect(mayBlock({ ...ahead, factId: idMadeAt(now - 2 * HOUR_MS) }, policy, wall)).toBe(false);
  expect(mayBlock({ ...candidate, factId: '0b7c2a54-3d0e-5f6b-8c1a-9e4d7f2b6a13' }, policy, wall)).toBe(false);
});
