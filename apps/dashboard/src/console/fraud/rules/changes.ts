import type { Condition, Rule, RuleSet } from '../shapes.ts';

/** One difference between two rule sets. Rules are the same rule when they have the same name. */
export type Change =
  | { kind: 'name'; before: string; after: string }
  | { kind: 'alertAt' | 'blockAt'; before: number; after: number }
  | { kind: 'autoBlock'; before: readonly string[]; after: readonly string[] }
  | { kind: 'added' | 'removed'; rule: Rule }
  | { kind: 'score'; rule: string; before: number; after: number }
  | { kind: 'match'; rule: string; after: Rule['match'] }
  | { kind: 'reason'; rule: string; after: Rule['reason'] }
  | { kind: 'condition-added' | 'condition-removed'; rule: string; condition: Condition }
  | { kind: 'condition-changed'; rule: string; before: Condition; after: Condition };

/** What makes `after` another set than `before`. The order of rules decides nothing but the order of equal reasons. */
export function changesBetween(before: RuleSet, after: RuleSet): Change[] {
  const old = new Map(before.rules.map((rule) => [rule.name, rule]));
  const names = new Set(after.rules.map(({ name }) => name));
  return [
    ...(before.name === after.name ? [] : [{ kind: 'name', before: before.name, after: after.name } as const]),
    ...policyChanges(before.policy, after.policy),
    ...after.rules.flatMap((rule): Change[] => {
      const was = old.get(rule.name);
      return was ? ruleChanges(was, rule) : [{ kind: 'added', rule }];
    }),
    ...before.rules.flatMap((rule): Change[] => (names.has(rule.name) ? [] : [{ kind: 'removed', rule }])),
  ];
}

function policyChanges(before: RuleSet['policy'], after: RuleSet['policy']): Change[] {
  const thresholds = (['alertAt', 'blockAt'] as const).flatMap((kind): Change[] =>
    Object.is(before[kind], after[kind]) ? [] : [{ kind, before: before[kind], after: after[kind] }],
  );
  const [was, is] = [before.autoBlock.toSorted(), after.autoBlock.toSorted()];
  return was.join() === is.join() ? thresholds : [...thresholds, { kind: 'autoBlock', before: was, after: is }];
}

function ruleChanges(before: Rule, after: Rule): Change[] {
  const rule = after.name;
  const changes: Change[] = [];
  if (!Object.is(before.score, after.score))
    changes.push({ kind: 'score', rule, before: before.score, after: after.score });
  if (before.match !== after.match) changes.push({ kind: 'match', rule, after: after.match });
  changes.push(...conditionChanges(rule, before.when, after.when));
  if (before.reason.pt !== after.reason.pt || before.reason.en !== after.reason.en)
    changes.push({ kind: 'reason', rule, after: after.reason });
  return changes;
}

const isSame = (a: Condition, b: Condition) => a.feature === b.feature && a.op === b.op && Object.is(a.value, b.value);

/** A condition over a feature that also the other side speaks of was changed; every other one came or went. */
function conditionChanges(rule: string, before: readonly Condition[], after: readonly Condition[]): Change[] {
  const gone = before.filter((one) => !after.some((other) => isSame(one, other)));
  const come = after.filter((one) => !before.some((other) => isSame(one, other)));
  const changes: Change[] = [];
  for (const condition of come) {
    const index = gone.findIndex(({ feature }) => feature === condition.feature);
    const [was] = index < 0 ? [] : gone.splice(index, 1);
    if (was) changes.push({ kind: 'condition-changed', rule, before: was, after: condition });
    else changes.push({ kind: 'condition-added', rule, condition });
  }
  return [...changes, ...gone.map((condition): Change => ({ kind: 'condition-removed', rule, condition }))];
}
