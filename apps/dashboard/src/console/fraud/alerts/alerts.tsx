import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Icon } from '../../../look/icon.tsx';
import { type AlertPage, alertStates, type Desk, type Feature } from '../shapes.ts';
import type { AlertsAsked } from '../use-fraud.ts';
import { AlertRow } from './alert-row.tsx';
import { NewAlerts } from './new-alerts.tsx';

interface Props {
  desk: Desk;
  /** Epoch ms at which `desk` was read. */
  readAt: number;
  /** `desk` still answers the question before. */
  isLoading: boolean;
  features: readonly Feature[];
  asked: AlertsAsked;
  ask: (next: AlertsAsked) => void;
}

/** Purchases that look like fraud, the newest first; it can be held still to be read. */
export function Alerts({ desk, readAt, isLoading, features, asked, ask }: Props) {
  const t = useTranslations('fraud');
  const [open, setOpen] = useState<string | null>(null);
  const [held, setHeld] = useState<AlertPage | null>(null);
  const [earlier, setEarlier] = useState<(string | null)[]>([]);
  const { alerts, next } = held ?? desk.page;
  const turn = (after: string | null, pages: (string | null)[]) => {
    setHeld(null);
    setEarlier(pages);
    ask({ ...asked, after });
  };
  const filter = (change: Partial<AlertsAsked>) => {
    setHeld(null);
    setEarlier([]);
    ask({ ...asked, ...change, after: null });
  };
  return (
    <section className="card pad" aria-labelledby="h-alerts">
      <div className="row wrap between">
        <h2 id="h-alerts">{t('alerts')}</h2>
        <button
          type="button"
          className="btn"
          aria-pressed={held !== null}
          onClick={() => setHeld(held ? null : desk.page)}
        >
          <Icon name={held ? 'play' : 'pause'} />
          {held ? t('release') : t('hold')}
        </button>
      </div>
      <Filters desk={desk} asked={asked} filter={filter} />
      {asked.after === null && !isLoading && (
        <NewAlerts key={`${asked.state} ${asked.portfolio}`} alerts={desk.page.alerts} />
      )}
      {alerts.length === 0 && <p className="sm ink2 chart-empty">{t(`none-${asked.state}`)}</p>}
      <ul className="alerts" aria-busy={isLoading}>
        {alerts.map((alert) => (
          <AlertRow
            key={alert.alertId}
            alert={alert}
            isNew={readAt - Date.parse(alert.raisedAt) < NEW_MS}
            features={features}
            isOpen={open === alert.alertId}
            toggle={() => setOpen(open === alert.alertId ? null : alert.alertId)}
          />
        ))}
      </ul>
      <Pager earlier={earlier} next={next} after={asked.after} turn={turn} />
    </section>
  );
}

interface PagerProps {
  /** How the pages before this one were asked for, the newest first. */
  earlier: (string | null)[];
  next: string | null;
  after: string | null;
  turn: (after: string | null, earlier: (string | null)[]) => void;
}

function Pager({ earlier, next, after, turn }: PagerProps) {
  const t = useTranslations('fraud');
  const back = () => turn(earlier.at(-1) ?? null, earlier.slice(0, -1));
  return (
    <div className="row wrap">
      <button type="button" className="btn" disabled={earlier.length === 0} onClick={back}>
        {t('newer')}
      </button>
      <button type="button" className="btn" disabled={next === null} onClick={() => turn(next, [...earlier, after])}>
        {t('older')}
      </button>
    </div>
  );
}

/** So long an alert counts as just raised. */
const NEW_MS = 8_000;

interface FiltersProps {
  desk: Desk;
  asked: AlertsAsked;
  filter: (change: Partial<AlertsAsked>) => void;
}

function Filters({ desk: { statistics, portfolios }, asked, filter }: FiltersProps) {
  const t = useTranslations('fraud');
  const { open, confirmed, dismissed } = statistics.alerts;
  const counts = { open, confirmed, dismissed, all: open + confirmed + dismissed };
  return (
    <div className="row wrap between filters">
      <fieldset>
        <legend className="sr">{t('filter')}</legend>
        <div className="seg">
          {alertStates.map((state) => (
            <button key={state} type="button" aria-pressed={asked.state === state} onClick={() => filter({ state })}>
              {t(`filter-${state}`)}
              {asked.portfolio === null && <span className="num ink2">{counts[state]}</span>}
            </button>
          ))}
        </div>
      </fieldset>
      <div className="field">
        <label className="xs ink2" htmlFor="alerts-portfolio">
          {t('portfolio')}
        </label>
        <select
          id="alerts-portfolio"
          value={asked.portfolio ?? ''}
          onChange={(event) => filter({ portfolio: event.target.value || null })}
        >
          <option value="">{t('allPortfolios')}</option>
          {portfolios.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
