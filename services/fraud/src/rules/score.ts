import type { FraudReason } from '@faturaviva/events';
import type { FeatureName, FeatureRecord } from '../features/names.ts';
import type { RuleSet } from './rule-set.ts';
import { firedRules } from './score-rules.ts';
import { learntReason, strongest } from './words.ts';

/** Something learnt from labels. Pure: the same features give the same probability, wherever it runs. */
export interface Model {
  /** Changes with whatever it was learnt from. */
  version: string;
  /** In (0, 1): how likely it is that the holder did not make the purchase. */
  score(features: FeatureRecord): number;
  /** What moved the score most, the strongest first; for words, never for the score. */
  because?(features: FeatureRecord): FeatureName[];
}

/** What decides at the moment. */
export interface Scorer {
  version: number;
  rules: RuleSet;
  model: Model | null;
}

export interface Score {
  score: number;
  flagged: boolean;
  /** `rules:3+model:2` */
  scorer: string;
  /** The strongest first. */
  reasons: FraudReason[];
}

const MOST_REASONS = 5;

/**
 * The higher of what the rules and the model say: a rule that people wrote is heard whatever the model has learnt, and
 * the model sees what no rule names. No I/O, no clock, no randomness.
 */
export function scoreOf(features: FeatureRecord, { version, rules, model }: Scorer): Score {
  const fired = firedRules(rules, features);
  const learnt = model?.score(features) ?? 0;
  const score = Math.max(fired[0]?.score ?? 0, learnt);
  const flagged = score >= rules.policy.alertAt;
  const byRule = fired.map(({ name, reason }): FraudReason => ({ code: `rule:${name}`, ...reason }));
  const byFeature = flagged ? strongest(features, model?.because?.(features)) : [];
  const byModel = learnt >= rules.policy.alertAt && byFeature.length === 0 ? [learntReason(learnt)] : [];
  return {
    score,
    flagged,
    scorer: scorerName(version, model),
    reasons: [...byRule, ...byFeature, ...byModel].slice(0, MOST_REASONS),
  };
}

const scorerName = (version: number, model: Model | null): string =>
  `rules:${version}${model ? `+model:${model.version}` : ''}`;
