import type { FeatureRecord } from '../features/names.ts';
import type { Condition, Rule, RuleSet } from './rule-set.ts';

/** The rules that hold for a purchase, the highest score first; among equals in the order of the document. */
export const firedRules = ({ rules }: RuleSet, features: FeatureRecord): Rule[] =>
  rules.filter((rule) => holds(rule, features)).toSorted((a, b) => b.score - a.score);

function holds({ match, when }: Rule, features: FeatureRecord): boolean {
  const isMet = (condition: Condition) => meets(condition, features[condition.feature]);
  return match === 'all' ? when.every(isMet) : when.some(isMet);
}

function meets({ op, value }: Condition, actual: number): boolean {
  switch (op) {
    case '<':
      return actual < value;
    case '<=':
      return actual <= value;
    case '=':
      return actual === value;
    case '>=':
      return actual >= value;
    case '>':
      return actual > value;
    default:
      return op satisfies never;
  }
}
