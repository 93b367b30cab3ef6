'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Freshness } from '../pieces/freshness.tsx';
import { BothWays } from './both-ways.tsx';
import { Earlier } from './earlier.tsx';
import { usePartners } from './use-partners.ts';
import { WaitingCharts } from './waiting-charts.tsx';
import { WishesForm } from './wishes-form.tsx';

/** The experiment: what to try, both ways side by side, what waited, and those before it. */
export function PartnersDesk() {
  const t = useTranslations('partners');
  const [shownId, setShownId] = useState<string | null>(null);
  const { polled, partners, away, refusal, busy, order } = usePartners(shownId);
  if (!partners) return <p className="card pad sm ink2">{away ? t('awayEmpty') : t('loading')}</p>;
  const { shown, experiments } = partners;
  const running = experiments.find(({ state }) => state === 'running');
  const start = async (settings: Parameters<typeof order>[0] & { do: 'start' }) => {
    if (await order(settings)) setShownId(null);
  };
  return (
    <div className="readers">
      <Freshness {...polled} />
      <output className="sm notice">{away ? t('away') : refusal !== null ? t('refused', { why: refusal }) : ''}</output>
      <section className="card pad" aria-labelledby="h-try">
        <h2 id="h-try">{t('try')}</h2>
        <WishesForm
          busy={busy || away}
          running={running !== undefined}
          start={(settings) => void start({ do: 'start', settings })}
          stop={() => running && void order({ do: 'stop', id: running.id })}
        />
      </section>
      {shown ? <BothWays shown={shown} /> : <p className="card pad sm ink2">{t('none')}</p>}
      {shown && (
        <section className="card pad" aria-labelledby="h-waits">
          <h2 id="h-waits">{t('chart')}</h2>
          <p className="sm ink2">{t('chartLead')}</p>
          <WaitingCharts samples={shown.samples} />
        </section>
      )}
      {experiments.length > 1 && (
        <section className="card pad" aria-labelledby="h-earlier">
          <h2 id="h-earlier">{t('earlier')}</h2>
          <Earlier experiments={experiments} shownId={shown?.id ?? null} show={setShownId} />
        </section>
      )}
    </div>
  );
}
