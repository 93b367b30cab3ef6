import { useTranslations } from 'next-intl';
import type { Feature, Rule } from '../shapes.ts';
import { useWords } from '../use-words.ts';
import { scoreText } from '../values.ts';

/** A rule as a sentence: its conditions, and the score that they bring. */
export function useRuleSentence(features: readonly Feature[]) {
  const t = useTranslations('fraud');
  const { conditionOf, locale } = useWords(features);
  return ({ when, match, score }: Pick<Rule, 'when' | 'match' | 'score'>): string => {
    const list = new Intl.ListFormat(locale, { type: match === 'all' ? 'conjunction' : 'disjunction' });
    const conditions = list.format(when.map(conditionOf));
    return t('ruleSentence', { conditions, score: scoreText(score, locale) });
  };
}
