'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Freshness } from '../pieces/freshness.tsx';
import { Choices } from './choices.tsx';
import { PaceChart } from './pace-chart.tsx';
import { PERIODS, type PeriodDays } from './shapes.ts';
import { SpendingCharts } from './spending-charts.tsx';
import { TotalFigures } from './total-figures.tsx';
import { useAnalysis } from './use-analytics.ts';

/** One portfolio: what comes in second by second, what was decided, and what money is spent on. */
export function AnalyticsDesk() {
  const t = useTranslations('analytics');
  const [portfolio, setPortfolio] = useState<string | null>(null);
  const [days, setDays] = useState<PeriodDays>(PERIODS[0]);
  const polled = useAnalysis(portfolio, days);
  const away = polled.state === 'away';
  if (!polled.value) return <p className="card pad sm ink2">{away ? t('awayEmpty') : t('loading')}</p>;
  const { portfolios, shown } = polled.value;
  return (
    <div className="readers analytics">
      <Freshness {...polled} />
      <output className="sm notice">{away ? t('away') : ''}</output>
      {shown ? (
        <>
          <Choices
            portfolios={portfolios}
            chosen={{ portfolio: portfolio ?? shown.portfolio, days }}
            shown={shown}
            choosePortfolio={setPortfolio}
            chooseDays={setDays}
          />
          <TotalFigures totals={shown.totals} />
          <PaceChart portfolio={shown.portfolio} />
          <SpendingCharts spending={shown.spending} />
        </>
      ) : (
        <p className="card pad sm ink2">{t('none')}</p>
      )}
    </div>
  );
}
