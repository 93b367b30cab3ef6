import type { Condition, Rule, RuleSet, Unit, Version } from '../shapes.ts';
import { decimalText, decimalTyped, typedOf, valueTyped } from '../values.ts';

export interface DraftCondition extends Omit<Condition, 'value'> {
  key: number;
  typed: string;
}

export interface DraftRule extends Pick<Rule, 'name' | 'match' | 'reason'> {
  key: number;
  score: string;
  when: DraftCondition[];
}

/** A rule set while it is written: numbers are what was typed, and may be none yet. */
export interface Draft {
  /** The version it began as; `null`: a file. */
  from: number | null;
  name: string;
  alertAt: string;
  blockAt: string;
  autoBlock: RuleSet['policy']['autoBlock'];
  rules: DraftRule[];
}

/** How numbers are written: the unit of each feature, and the reader’s language. */
export interface Writing {
  unitOf: (feature: string) => Unit;
  locale: string;
}

let lastKey = 0;
const newKey = (): number => (lastKey += 1);

export const draftOf = ({ version, document }: Pick<Version, 'version' | 'document'>, writing: Writing): Draft => ({
  ...draftOfDocument(document, writing),
  from: version,
});

export function draftOfDocument({ name, policy, rules }: RuleSet, { unitOf, locale }: Writing): Draft {
  return {
    from: null,
    name,
    alertAt: decimalText(policy.alertAt, locale),
    blockAt: decimalText(policy.blockAt, locale),
    autoBlock: policy.autoBlock,
    rules: rules.map((rule) => ({
      ...rule,
      key: newKey(),
      score: decimalText(rule.score, locale),
      when: rule.when.map(({ value, ...condition }) => ({
        ...condition,
        key: newKey(),
        typed: typedOf(unitOf(condition.feature), value, locale),
      })),
    })),
  };
}

/** What is sent; a number that is none is `NaN`, `null` in JSON, and refused by its field. */
export const documentOf = (
  { name, alertAt, blockAt, autoBlock, rules }: Draft,
  unitOf: Writing['unitOf'],
): RuleSet => ({
  name,
  policy: { alertAt: decimalTyped(alertAt), blockAt: decimalTyped(blockAt), autoBlock },
  rules: rules.map(({ name: rule, match, reason, score, when }) => ({
    name: rule,
    match,
    when: when.map(({ feature, op, typed }) => ({ feature, op, value: valueTyped(unitOf(feature), typed) })),
    score: decimalTyped(score),
    reason,
  })),
});

export const newCondition = (): DraftCondition => ({ key: newKey(), feature: 'amount', op: '>=', typed: '' });

export const newRule = (): DraftRule => ({
  key: newKey(),
  name: '',
  match: 'all',
  when: [newCondition()],
  score: '',
  reason: { pt: '', en: '' },
});
