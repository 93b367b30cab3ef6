import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Icon } from '../../../look/icon.tsx';
import type { Feature } from '../shapes.ts';
import { useWords } from '../use-words.ts';
import { decimalTyped, valueTyped } from '../values.ts';
import { ConditionRow } from './condition-row.tsx';
import { type DraftRule, newCondition } from './draft.ts';
import { Field } from './field.tsx';
import { useRuleSentence } from './rule-words.tsx';
import type { Errors } from './use-errors.ts';

interface Props {
  rule: DraftRule;
  /** From 0: its place in the set. */
  index: number;
  features: readonly Feature[];
  errors: Errors;
  /** It was just asked for: the keyboard goes to its name. */
  isFresh: boolean;
  change: (next: DraftRule) => void;
  remove: () => void;
}

/** One rule: a sentence while it is closed, its fields when it is opened, or when something in it is wrong. */
export function RuleForm({ rule, index, features, errors, isFresh, change, remove }: Props) {
  const t = useTranslations('fraud');
  const [opened, setOpened] = useState(rule.name === '');
  const path = `rules.${index}`;
  const isWrong = [...errors.keys()].some((field) => field.startsWith(`${path}.`));
  return (
    <details
      className="draft-rule"
      open={opened || isWrong}
      onToggle={(event) => setOpened(event.currentTarget.open)}
      data-testid={`rule-${rule.name}`}
    >
      <RuleSummary rule={rule} isWrong={isWrong} features={features} />
      <div className="rule-fields">
        <RuleHead rule={rule} path={path} errors={errors} isFresh={isFresh} change={change} />
        {rule.when.map((condition, n) => (
          <ConditionRow
            key={condition.key}
            condition={condition}
            path={`${path}.when.${n}`}
            number={n + 1}
            features={features}
            errors={errors}
            change={(next) => change({ ...rule, when: rule.when.with(n, next) })}
            remove={rule.when.length > 1 ? () => change({ ...rule, when: rule.when.toSpliced(n, 1) }) : undefined}
          />
        ))}
        {errors.has(`${path}.when`) && <p className="xs field-error">{errors.get(`${path}.when`)}</p>}
        <div className="row wrap between">
          <button
            type="button"
            className="btn"
            onClick={() => change({ ...rule, when: [...rule.when, newCondition()] })}
          >
            {t('addCondition')}
          </button>
          <button type="button" className="btn danger" onClick={remove}>
            {t('removeRule', { rule: rule.name || t('newRuleName') })}
          </button>
        </div>
      </div>
    </details>
  );
}

function RuleSummary({ rule, isWrong, features }: Pick<Props, 'rule' | 'features'> & { isWrong: boolean }) {
  const t = useTranslations('fraud');
  const { unitOf, reasonOf } = useWords(features);
  const sentence = useRuleSentence(features);
  const words = sentence({
    match: rule.match,
    score: decimalTyped(rule.score),
    when: rule.when.map(({ feature, op, typed }) => ({ feature, op, value: valueTyped(unitOf(feature), typed) })),
  });
  return (
    <summary>
      <span className="row wrap">
        <b className="med">{reasonOf(rule.reason) || rule.name || t('newRuleName')}</b>
        {isWrong && (
          <span className="tag danger">
            <Icon name="warning" />
            {t('toCorrect')}
          </span>
        )}
      </span>
      <span className="sm ink2">{words}</span>
    </summary>
  );
}

type HeadProps = Pick<Props, 'rule' | 'errors' | 'isFresh' | 'change'> & { path: string };

function RuleHead({ rule, path, errors, isFresh, change }: HeadProps) {
  const t = useTranslations('fraud');
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isFresh) name.current?.focus();
  }, [isFresh]);
  return (
    <div className="controls">
      <Field label={t('ruleName')} error={errors.get(`${path}.name`)}>
        {(control) => (
          <input
            {...control}
            ref={name}
            className="mono"
            autoComplete="off"
            value={rule.name}
            onChange={(event) => change({ ...rule, name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('ruleScore')} error={errors.get(`${path}.score`)}>
        {(control) => (
          <input
            {...control}
            inputMode="decimal"
            autoComplete="off"
            value={rule.score}
            onChange={(event) => change({ ...rule, score: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('match')} error={errors.get(`${path}.match`)}>
        {(control) => (
          <select
            {...control}
            value={rule.match}
            onChange={(event) => change({ ...rule, match: event.target.value === 'any' ? 'any' : 'all' })}
          >
            <option value="all">{t('match-all')}</option>
            <option value="any">{t('match-any')}</option>
          </select>
        )}
      </Field>
      <Reasons rule={rule} path={path} errors={errors} change={change} />
    </div>
  );
}

function Reasons({ rule, path, errors, change }: Omit<HeadProps, 'isFresh'>) {
  const t = useTranslations('fraud');
  return (
    <>
      {(['pt', 'en'] as const).map((language) => (
        <Field
          key={language}
          label={t(`reason-${language}`)}
          error={errors.get(`${path}.reason.${language}`)}
          className="whole"
        >
          {(control) => (
            <input
              {...control}
              lang={language === 'pt' ? 'pt-BR' : 'en'}
              autoComplete="off"
              value={rule.reason[language]}
              onChange={(event) => change({ ...rule, reason: { ...rule.reason, [language]: event.target.value } })}
            />
          )}
        </Field>
      ))}
    </>
  );
}
