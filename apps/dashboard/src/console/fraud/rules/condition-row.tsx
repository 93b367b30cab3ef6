import { useTranslations } from 'next-intl';
import { Icon } from '../../../look/icon.tsx';
import { type Feature, operators, type Unit } from '../shapes.ts';
import { useWords } from '../use-words.ts';
import type { DraftCondition } from './draft.ts';
import { Field } from './field.tsx';
import type { Errors } from './use-errors.ts';

interface Props {
  condition: DraftCondition;
  /** Where it stands: `rules.0.when.1`. */
  path: string;
  /** From 1. */
  number: number;
  features: readonly Feature[];
  errors: Errors;
  change: (next: DraftCondition) => void;
  /** Absent: a rule keeps its last condition. */
  remove?: (() => void) | undefined;
}

/** One condition: which feature, how it is compared, with what. */
export function ConditionRow({ condition, path, number, features, errors, change, remove }: Props) {
  const t = useTranslations('fraud');
  const { unitOf, nameOf } = useWords(features);
  const unit = unitOf(condition.feature);
  const pickFeature = (feature: string) =>
    change(
      unitOf(feature) === 'flag'
        ? { ...condition, feature, op: '=', typed: '1' }
        : { ...condition, feature, typed: unitOf(feature) === unit ? condition.typed : '' },
    );
  return (
    <fieldset className="condition">
      <legend className="sr">{t('condition', { number })}</legend>
      <Field label={t('feature')} error={errors.get(`${path}.feature`)} className="wide">
        {(control) => (
          <select {...control} value={condition.feature} onChange={(event) => pickFeature(event.target.value)}>
            {features.map(({ name }) => (
              <option key={name} value={name}>
                {nameOf(name)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('operator')} error={errors.get(`${path}.op`)}>
        {(control) => (
          <select
            {...control}
            value={condition.op}
            onChange={(event) => {
              const op = operators.find((one) => one === event.target.value);
              if (op) change({ ...condition, op });
            }}
          >
            {operators.map((op) => (
              <option key={op} value={op}>
                {t(`op-${op}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <ValueField condition={condition} unit={unit} error={errors.get(`${path}.value`)} change={change} />
      <button
        type="button"
        className="btn icon"
        disabled={!remove}
        onClick={remove}
        aria-label={t('removeCondition', { number })}
      >
        <Icon name="cross" />
      </button>
    </fieldset>
  );
}

interface ValueProps extends Pick<Props, 'condition' | 'change'> {
  unit: Unit;
  error: string | undefined;
}

function ValueField({ condition, unit, error, change }: ValueProps) {
  const t = useTranslations('fraud');
  return (
    <Field label={t(`unit-${unit}`)} error={error}>
      {(control) =>
        unit === 'flag' ? (
          <select
            {...control}
            value={condition.typed}
            onChange={(event) => change({ ...condition, typed: event.target.value })}
          >
            <option value="1">{t('value-yes')}</option>
            <option value="0">{t('value-no')}</option>
          </select>
        ) : (
          <input
            {...control}
            inputMode="decimal"
            autoComplete="off"
            value={condition.typed}
            onChange={(event) => change({ ...condition, typed: event.target.value })}
          />
        )
      }
    </Field>
  );
}
