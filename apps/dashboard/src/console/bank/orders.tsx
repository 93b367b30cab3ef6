import { useTranslations } from 'next-intl';
import { StateWords } from '../pieces/state-words.tsx';
import { type Beside, Mode } from './shapes.ts';

interface Props {
  people: { slug: string; name: string }[];
  person: string;
  choose: (slug: string) => void;
  beside: Beside;
  /** Nothing that was asked is under way, and what is shown is of this person. */
  idle: boolean;
  night: () => void;
  setMode: (mode: Mode) => void;
}

/** Whose account, when the batch bank consolidates it, and the night at once. */
export function Orders({ people, person, choose, beside, idle, night, setMode }: Props) {
  const t = useTranslations('bank');
  const { bank, mode } = beside;
  const running = bank.runs.some(({ state }) => state !== 'finished');
  return (
    <section className="card pad" aria-labelledby="h-orders">
      <h2 id="h-orders">{t('orders')}</h2>
      <div className="bank-orders">
        <div className="field">
          <label className="sm" htmlFor="bank-person">
            {t('account')}
          </label>
          <select id="bank-person" value={person} onChange={(event) => choose(event.target.value)}>
            {people.map(({ slug, name }) => (
              <option key={slug} value={slug}>
                {name}
              </option>
            ))}
          </select>
        </div>
        <fieldset className="field">
          <legend className="sm">{t('mode')}</legend>
          <div className="seg">
            {Mode.options.map((option) => (
              <button
                key={option}
                type="button"
                aria-pressed={mode === option}
                disabled={!idle}
                onClick={() => setMode(option)}
              >
                {t(`mode-${option}`)}
              </button>
            ))}
          </div>
        </fieldset>
        <button type="button" className="btn primary" disabled={!idle || running} onClick={night}>
          {t('nightNow')}
        </button>
      </div>
      <p className="sm ink2">{t(`says-${mode}`)}</p>
      <p className="sm" data-testid="bank-state">
        {running ? (
          <StateWords tone="attention" words={t('running')} />
        ) : bank.pulls ? (
          <StateWords tone="live" words={t('pulls')} />
        ) : (
          <StateWords tone="idle" words={t('sleeps')} />
        )}
      </p>
    </section>
  );
}
