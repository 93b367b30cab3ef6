import { expect, test } from 'vitest';
import type { RuleSet, Unit } from '../shapes.ts';
import { changesBetween } from './changes.ts';
import { documentOf, draftOf } from './draft.ts';

const units: Record<string, Unit> = { amount: 'cents', foreign: 'flag', t_risk30: 'share' };
const unitOf = (feature: string): Unit => units[feature] ?? 'number';
const reason = { pt: 'Caro', en: 'Dear' };
const rules: RuleSet = {
  name: 'Regras',
  policy: { alertAt: 0.7, blockAt: 0.95, autoBlock: ['live', 'demo'] },
  rules: [
    {
      name: 'dear',
      match: 'all',
      when: [
        { feature: 'amount', op: '>=', value: 123_456 },
        { feature: 't_risk30', op: '>', value: 0.125 },
      ],
      score: 0.85,
      reason,
    },
    { name: 'abroad', match: 'any', when: [{ feature: 'foreign', op: '=', value: 1 }], score: 0.2, reason },
  ],
};

test.each(['pt-BR', 'en'])('a version that is opened and not touched is sent as it was (%s)', (locale) => {
  const draft = draftOf({ version: 3, document: rules }, { unitOf, locale });
  expect(draft.from).toBe(3);
  expect(documentOf(draft, unitOf)).toEqual(rules);
  expect(changesBetween(rules, documentOf(draft, unitOf))).toEqual([]);
});

test('what is no number yet differs, and is sent as null', () => {
  const draft = draftOf({ version: 3, document: rules }, { unitOf, locale: 'pt-BR' });
  const document = documentOf({ ...draft, alertAt: '' }, unitOf);
  expect(JSON.parse(JSON.stringify(document)).policy.alertAt).toBeNull();
  expect(changesBetween(rules, document)).toEqual([{ kind: 'alertAt', before: 0.7, after: Number.NaN }]);
  expect(changesBetween(document, document)).toEqual([]);
});

test('every difference is named once', () => {
  const [dear, abroad] = rules.rules;
  if (!dear || !abroad) throw new Error('no rules');
  const risk = { feature: 't_risk30', op: '>', value: 0.125 } as const;
  const night = { feature: 'night', op: '=', value: 1 } as const;
  const after: RuleSet = {
    name: 'Outras',
    policy: { ...rules.policy, blockAt: 0.97, autoBlock: ['demo'] },
    rules: [
      {
        ...dear,
        match: 'any',
        score: 0.9,
        when: [{ feature: 'amount', op: '>', value: 200_000 }, night],
        reason: { ...reason, en: 'Too dear' },
      },
      { ...abroad, name: 'far' },
    ],
  };
  expect(changesBetween(rules, after)).toEqual([
    { kind: 'name', before: 'Regras', after: 'Outras' },
    { kind: 'blockAt', before: 0.95, after: 0.97 },
    { kind: 'autoBlock', before: ['demo', 'live'], after: ['demo'] },
    { kind: 'score', rule: 'dear', before: 0.85, after: 0.9 },
    { kind: 'match', rule: 'dear', after: 'any' },
    {
      kind: 'condition-changed',
      rule: 'dear',
      before: dear.when[0],
      after: { feature: 'amount', op: '>', value: 200_000 },
    },
    { kind: 'condition-added', rule: 'dear', condition: night },
    { kind: 'condition-removed', rule: 'dear', condition: risk },
    { kind: 'reason', rule: 'dear', after: { pt: 'Caro', en: 'Too dear' } },
    { kind: 'added', rule: { ...abroad, name: 'far' } },
    { kind: 'removed', rule: abroad },
  ]);
});
