import { useTranslations } from 'next-intl';
import type { Draft } from './draft.ts';
import { Field } from './field.tsx';
import type { Errors } from './use-errors.ts';

interface Props {
  draft: Draft;
  errors: Errors;
  change: (next: Draft) => void;
}

const PORTFOLIOS = ['demo', 'live'] as const;

/** The set’s name, and what happens at which score. */
export function PolicyForm({ draft, errors, change }: Props) {
  const t = useTranslations('fraud');
  const { autoBlock } = draft;
  const autoBlockError = [...errors].find(([path]) => path.startsWith('policy.autoBlock'))?.[1];
  const toggle = (name: (typeof PORTFOLIOS)[number]) =>
    change({
      ...draft,
      autoBlock: autoBlock.includes(name) ? autoBlock.filter((one) => one !== name) : [...autoBlock, name],
    });
  return (
    <div className="controls">
      <Field label={t('setName')} error={errors.get('name')} className="wide">
        {(control) => (
          <input
            {...control}
            autoComplete="off"
            value={draft.name}
            onChange={(event) => change({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      {(['alertAt', 'blockAt'] as const).map((threshold) => (
        <Field key={threshold} label={t(threshold)} error={errors.get(`policy.${threshold}`)}>
          {(control) => (
            <input
              {...control}
              inputMode="decimal"
              autoComplete="off"
              value={draft[threshold]}
              onChange={(event) => change({ ...draft, [threshold]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <fieldset
        className="auto-block"
        {...(autoBlockError === undefined ? {} : { 'aria-describedby': 'auto-block-problem' })}
      >
        <legend className="xs ink2">{t('autoBlock')}</legend>
        {PORTFOLIOS.map((name) => (
          <label key={name} className="row sm">
            <input type="checkbox" checked={autoBlock.includes(name)} onChange={() => toggle(name)} />
            {name}
          </label>
        ))}
        {autoBlockError !== undefined && (
          <p id="auto-block-problem" className="xs field-error">
            {autoBlockError}
          </p>
        )}
      </fieldset>
    </div>
  );
}
