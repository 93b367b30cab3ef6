import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { dayOf } from '../../../look/dates.ts';
import { Icon } from '../../../look/icon.tsx';
import { Field } from '../rules/field.tsx';
import type { Drafting } from '../rules/use-draft.ts';
import type { Rules } from '../shapes.ts';
import { useWords } from '../use-words.ts';
import { type Days, daysOf, type Span, spans, wrongOf } from './months.ts';
import type { BackTestOrder } from './use-back-tests.ts';

interface Props {
  known: Rules;
  draft: Drafting;
  portfolios: readonly string[];
  disabled: boolean;
  /** Fields that the service refused in what was asked last. */
  refused: readonly string[];
  start: (wish: BackTestOrder) => void;
}

const DRAFT = 'draft';

/** Which rules, on which days, of whom. */
export function WishForm({ known: { active, versions }, draft, portfolios, disabled, refused, start }: Props) {
  const t = useTranslations('fraud');
  const [rules, setRules] = useState(DRAFT);
  const [span, setSpan] = useState<Span>('this-month');
  const [typed, setTyped] = useState<Days>({ from: '', to: '' });
  const [portfolio, setPortfolio] = useState('');
  const [today] = useState(() => dayOf(Date.now()));
  const [asked, setAsked] = useState<BackTestOrder | null>(null);
  const days = daysOf(span, today) ?? typed;
  const wrong = wrongOf(days);
  const wish: BackTestOrder = {
    ...(rules === DRAFT ? { rules: draft.document ?? {} } : { version: Number(rules) }),
    ...(active ? { against: active.version } : {}),
    ...days,
    ...(portfolio === '' ? {} : { portfolio }),
  };
  // What was changed since it was asked is not wrong any more, as far as anybody knows.
  const isRefused = (field: 'version' | 'portfolio' | 'from' | 'to') =>
    refused.includes(field) && asked?.[field] === wish[field];
  const dayErrors = Object.fromEntries(
    (['from', 'to'] as const).map((end) => [
      end,
      wrong?.at === end ? t(`wrong-${wrong.wrong}`) : isRefused(end) ? t('wrong-day') : undefined,
    ]),
  );
  const pickSpan = (picked: Span) => {
    setTyped(days);
    setSpan(picked);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!draft.document) return;
    setAsked(wish);
    start(wish);
  };
  return (
    <form className="controls" onSubmit={submit}>
      <RulesPick
        value={rules}
        versions={versions}
        error={isRefused('version') ? t('wrong-version') : undefined}
        pick={setRules}
      />
      <SpanPicks span={span} days={days} errors={dayErrors} pickSpan={pickSpan} type={setTyped} />
      <PortfolioPick
        value={portfolio}
        portfolios={portfolios}
        error={isRefused('portfolio') ? t('wrong-portfolio') : undefined}
        pick={setPortfolio}
      />
      <div className="buttons">
        <button type="submit" className="btn primary" disabled={disabled || wrong !== null}>
          <Icon name="play" />
          {t('start')}
        </button>
      </div>
    </form>
  );
}

interface RulesPickProps extends Pick<Rules, 'versions'> {
  /** A version’s number, or the draft. */
  value: string;
  error: string | undefined;
  pick: (rules: string) => void;
}

function RulesPick({ value, versions, error, pick }: RulesPickProps) {
  const t = useTranslations('fraud');
  const { setNameOf } = useWords([]);
  return (
    <Field label={t('whichRules')} error={error}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => pick(event.target.value)}>
          <option value={DRAFT}>{t('theDraft')}</option>
          {versions.map(({ version, name, active: decides }) => (
            <option key={version} value={version}>
              {t('versionNamed', { version, name: setNameOf(name) })}
              {decides ? ` (${t('decides')})` : ''}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

interface SpanProps {
  span: Span;
  days: Days;
  errors: { from?: string | undefined; to?: string | undefined };
  pickSpan: (span: Span) => void;
  type: (days: Days) => void;
}

function SpanPicks({ span, days, errors, pickSpan, type }: SpanProps) {
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
        <Field key={end} label={t(end)} error={errors[end]}>
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
  error: string | undefined;
  pick: (portfolio: string) => void;
}

function PortfolioPick({ value, portfolios, error, pick }: PortfolioProps) {
  const t = useTranslations('fraud');
  return (
    <Field label={t('portfolio')} error={error}>
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
