'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Freshness } from '../pieces/freshness.tsx';
import { Alerts } from './alerts/alerts.tsx';
import { BackTestPanel } from './back-test/panel.tsx';
import { Figures } from './figures.tsx';
import { RulesPanel } from './rules/panel.tsx';
import { useDraft } from './rules/use-draft.ts';
import { type AlertsAsked, useDesk, useRules } from './use-fraud.ts';

const parts = ['alerts', 'rules', 'back-test'] as const;

/** The analyst’s desk: who decides and how soon, and below it alerts, rules or back-tests. */
export function FraudDesk() {
  const t = useTranslations('fraud');
  const [part, setPart] = useState<(typeof parts)[number]>('alerts');
  const [asked, setAsked] = useState<AlertsAsked>({ state: 'open', portfolio: null, after: null });
  const desk = useDesk(asked);
  const rules = useRules();
  const known = rules.polled.value;
  const draft = useDraft(known);
  const away = desk.state === 'away' || rules.polled.state === 'away';
  if (!desk.value || !known) return <p className="card pad sm ink2">{away ? t('awayEmpty') : t('loading')}</p>;
  return (
    <div className="readers fraud">
      <Freshness {...desk} />
      <output className="sm notice">{away ? t('away') : ''}</output>
      <Figures statistics={desk.value.statistics} active={known.active} />
      <fieldset className="parts">
        <legend className="sr">{t('parts')}</legend>
        <div className="seg">
          {parts.map((name) => (
            <button key={name} type="button" aria-pressed={part === name} onClick={() => setPart(name)}>
              {t(`part-${name}`)}
            </button>
          ))}
        </div>
      </fieldset>
      {part === 'alerts' && (
        <Alerts
          desk={desk.value}
          readAt={desk.readAt ?? 0}
          isLoading={desk.state === 'loading'}
          features={known.features}
          asked={asked}
          ask={setAsked}
        />
      )}
      {part === 'rules' && <RulesPanel known={known} rules={rules} draft={draft} away={away} />}
      {part === 'back-test' && <BackTestPanel known={known} draft={draft} />}
    </div>
  );
}
