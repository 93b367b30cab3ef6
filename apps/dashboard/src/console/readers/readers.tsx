'use client';

import { useTranslations } from 'next-intl';
import { Freshness } from '../pieces/freshness.tsx';
import { Controls } from './controls.tsx';
import { FetchCharts } from './fetch-charts.tsx';
import { GroupsTable } from './groups-table.tsx';
import { RunFigures } from './run-figures.tsx';
import { RunsTable } from './runs-table.tsx';
import { useReaders } from './use-readers.ts';

/** The experiment, what its fetches cost, and everybody who reads the log. */
export function Readers() {
  const t = useTranslations('readers');
  const { polled, readers, away, refusal, busy, order } = useReaders();
  if (!readers) return <p className="card pad sm ink2">{away ? t('awayEmpty') : t('loading')}</p>;
  const { run, earlier } = readers.experiment;
  return (
    <div className="readers">
      <Freshness {...polled} />
      <output className="sm notice">{away ? t('away') : refusal !== null ? t('refused', { why: refusal }) : ''}</output>
      <section className="card pad experiment" aria-labelledby="h-experiment">
        <div>
          <h2 id="h-experiment">{t('experiment')}</h2>
          <p className="sm ink2">{t('experimentLead')}</p>
        </div>
        <Controls run={run} busy={busy} away={away} order={order} />
        <RunFigures run={run} />
      </section>
      <section className="card pad" aria-labelledby="h-chart">
        <h2 id="h-chart">{t('chart')}</h2>
        <p className="sm ink2">{t('chartLead')}</p>
        <FetchCharts seconds={run?.seconds ?? []} />
      </section>
      <section className="card pad" aria-labelledby="h-runs">
        <h2 id="h-runs">{t('runs')}</h2>
        <p className="sm ink2">{t('runsLead')}</p>
        <RunsTable runs={run ? [run, ...earlier] : earlier} />
      </section>
      <section className="card pad" aria-labelledby="h-groups">
        <h2 id="h-groups">{t('groups')}</h2>
        <p className="sm ink2">{t('groupsLead')}</p>
        <GroupsTable groups={readers.groups} />
      </section>
    </div>
  );
}
