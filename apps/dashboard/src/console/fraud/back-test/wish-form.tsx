import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { dayOf } from '../../../look/dates.ts';
import { Icon } from '../../../look/icon.tsx';
import { Field } from '../rules/field.tsx';
import type { Drafting } from '../rules/use-draft.ts';
import type { Rules } from '../shapes.ts';
import { daysOf, isSpan, type Span, spans } from './months.ts';
import type { BackTestOrder } from './use-back-tests.ts';

interface Props {
  known: Rules;
  draft: Drafting;
  portfolios: readonly string[];
  disabled: boolean;
  start: (wish: BackTestOrder) => void;
}

const DRAFT = 'draft';

/** Which rules, on which days, of whom. */
export function WishForm({ known: { active, versions }, draft, portfolios, disabled, start }: Props) {
  const t = useTranslations('fraud');
  const [rules, setRules] = useState(DRAFT);
  const [span, setSpan] = useState<Span>('this-month');
  const [typed, setTyped] = useState<Days>({ from: '', to: '' });
  const [portfolio, setPortfolio] = useState('');
  const [today] = useState(() => dayOf(Date.now()));
  const days = daysOf(span, today) ?? typed;
  const pickSpan = (picked: Span) => {
    setTyped(days);
    setSpan(picked);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!draft.document) return;
    start({
      ...(rules === DRAFT ? { rules: draft.document } : { version: Number(rules) }),
      ...(active ? { against: active.version } : {}),
      ...days,
      ...(portfolio === '' ? {} : { portfolio }),
    });
  };
  return (
    <form className="controls" onSubmit={submit}>
      <Field label={t('whichRules')}>
        {(control) => (
          <select {...control} value={rules} onChange={(event) => setRules(event.target.value)}>
            <option value={DRAFT}>{t('theDraft')}</option>
            {versions.map(({ version, name, active: decides }) => (
              <option key={version} value={version}>
                {t('versionNamed', { version, name })}
                {decides ? ` (${t('decides')})` : ''}
              </option>
            ))}
          </select>
        )}
      </Field>
      <SpanPicks span={span} days={days} pickSpan={pickSpan} type={setTyped} />
      <PortfolioPick value={portfolio} portfolios={portfolios} pick={setPortfolio} />
      <div className="buttons">
        <button type="submit" className="btn primary" disabled={disabled || !isSpan(days.from, days.to)}>
          <Icon name="play" />
          {t('start')}
        </button>
      </div>
    </form>
  );
}

interface Days {
  from: string;
  to: string;
}

interface SpanProps {
  span: Span;
  days: Days;
  pickSpan: (span: Span) => void;
  type: (days: Days) => void;
}

function SpanPicks({ span, days, pickSpan, type }: SpanProps) {
  const t = useTranslations('fraud');
  return (
    <>
      <Field label={t('span')}>
        {(control) => (
          <select
            {...control}
            value={span}
            onChange={(event) => {
              const picked = spans.find((one) => one === event.target.value);
              if (picked) pickSpan(picked);
            }}
          >
            {spans.map((one) => (
              <option key={one} value={one}>
                {t(`span-${one}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      {(['from', 'to'] as const).map((end) => (
        <Field key={end} label={t(end)}>
          {(control) => (
            <input
              {...control}
              type="date"
              required
              value={days[end]}
              readOnly={span !== 'days'}
              onChange={(event) => type({ ...days, [end]: event.target.value })}
            />
          )}
        </Field>
      ))}
    </>
  );
}

interface PortfolioProps {
  /** Empty: all of them. */
  value: string;
  portfolios: readonly string[];
  pick: (portfolio: string) => void;
}

function PortfolioPick({ value, portfolios, pick }: PortfolioProps) {
  const t = useTranslations('fraud');
  return (
    <Field label={t('portfolio')}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => pick(event.target.value)}>
          <option value="">{t('allPortfolios')}</option>
          {portfolios.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
