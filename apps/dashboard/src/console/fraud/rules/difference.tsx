import { useTranslations } from 'next-intl';
import { Icon } from '../../../look/icon.tsx';
import type { Feature, RuleSet } from '../shapes.ts';
import { useWords } from '../use-words.ts';
import { scoreText, writtenOr } from '../values.ts';
import { type Change, changesBetween } from './changes.ts';
import { useRuleSentence } from './rule-words.tsx';

interface Props {
  before: RuleSet;
  after: RuleSet;
  features: readonly Feature[];
}

const MARKS: Partial<Record<Change['kind'], string>> = {
  added: 'live',
  'condition-added': 'live',
  removed: 'danger',
  'condition-removed': 'danger',
};

/** What `after` does otherwise than `before`, a sentence per change. */
export function Difference({ before, after, features }: Props) {
  const t = useTranslations('fraud');
  const say = useChangeWords(features);
  const changes = changesBetween(before, after);
  if (changes.length === 0) return <p className="sm ink2">{t('noDifference')}</p>;
  return (
    <ul className="difference sm">
      {changes.map((change, n) => (
        <li key={`${change.kind} ${n}`}>
          <span className={`tag ${MARKS[change.kind] ?? 'attention'}`}>
            <Icon name={MARKS[change.kind] === 'danger' ? 'cross' : MARKS[change.kind] ? 'check' : 'arrow'} />
            {t(`change-${change.kind.startsWith('condition') ? change.kind.slice(10) : markOf(change.kind)}`)}
          </span>
          <span>{say(change)}</span>
        </li>
      ))}
    </ul>
  );
}

const markOf = (kind: Change['kind']) => (kind === 'added' || kind === 'removed' ? kind : 'changed');

function useChangeWords(features: readonly Feature[]) {
  const t = useTranslations('fraud');
  const { locale, conditionOf, reasonOf, setNameOf } = useWords(features);
  const sentence = useRuleSentence(features);
  const score = (value: number) => scoreText(value, locale);
  const names = (portfolios: readonly string[]) => (portfolios.length > 0 ? portfolios.join(', ') : t('nobody'));
  return (change: Change): string => {
    switch (change.kind) {
      case 'name':
        return t('diff-name', { before: setNameOf(change.before), after: writtenOr(setNameOf(change.after)) });
      case 'alertAt':
      case 'blockAt':
        return t(`diff-${change.kind}`, { before: score(change.before), after: score(change.after) });
      case 'autoBlock':
        return t('diff-autoBlock', { before: names(change.before), after: names(change.after) });
      case 'added':
      case 'removed':
        return t('diff-rule', { rule: change.rule.name || t('newRuleName'), sentence: sentence(change.rule) });
      case 'score':
        return t('diff-score', { rule: change.rule, before: score(change.before), after: score(change.after) });
      case 'match':
        return t('diff-match', { rule: change.rule, match: t(`match-${change.after}`) });
      case 'reason':
        return t('diff-reason', { rule: change.rule, reason: writtenOr(reasonOf(change.after)) });
      case 'condition-added':
      case 'condition-removed':
        return t('diff-condition', { rule: change.rule, condition: conditionOf(change.condition) });
      case 'condition-changed':
        return t('diff-changed', {
          rule: change.rule,
          before: conditionOf(change.before),
          after: conditionOf(change.after),
        });
      default:
        return change satisfies never;
    }
  };
}
