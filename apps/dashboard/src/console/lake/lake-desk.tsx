'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Freshness } from '../pieces/freshness.tsx';
import { ComparisonCard } from './comparison-card.tsx';
import { DaysTable } from './days-table.tsx';
import { LakeFigures } from './lake-figures.tsx';
import { MergesAndUploads } from './merges-and-uploads.tsx';
import { PartitionsTable } from './partitions-table.tsx';
import { QuestionCard } from './question-card.tsx';
import { TypesTable } from './types-table.tsx';
import { useLake } from './use-lake.ts';

/** What the lake holds, whether it agrees with the log, and what anybody wants to know from it. */
export function LakeDesk() {
  const t = useTranslations('lake');
  const [type, setType] = useState<string | null>(null);
  const { polled, lake, away, refusal, busy, order } = useLake(type);
  if (!lake)
    return (
      <>
        <Freshness {...polled} />
        <p className="card pad sm ink2">{away ? t('awayEmpty') : t('loading')}</p>
      </>
    );
  const { overview, comparison } = lake;
  const trouble = overview.trouble === null ? '' : t('trouble', { why: overview.trouble });
  return (
    <div className="readers lake">
      <Freshness {...polled} />
      <output className="sm notice">{refusal === null ? trouble : t('refused', { why: refusal })}</output>
      <LakeFigures overview={overview} />
      <ComparisonCard
        comparison={comparison}
        holds={overview.rows + overview.tailRows}
        busy={busy || away}
        compare={() => void order({ do: 'compare' })}
      />
      <QuestionCard />
      <section className="card pad" aria-labelledby="h-partitions">
        <h2 id="h-partitions">{t('partitions')}</h2>
        <p className="sm ink2">{t('partitionsLead', { size: overview.cutSize })}</p>
        <PartitionsTable partitions={overview.partitions} cutSize={overview.cutSize} />
      </section>
      <div className="side-by-side">
        <section className="card pad" aria-labelledby="h-types">
          <h2 id="h-types">{t('types')}</h2>
          <p className="sm ink2">{t('typesLead')}</p>
          <TypesTable types={overview.types} picked={type} pick={setType} />
        </section>
        <section className="card pad" aria-labelledby="h-days">
          <h2 id="h-days">{type === null ? t('days') : t('daysOf', { type })}</h2>
          <p className="sm ink2">{t('daysLead', { count: overview.dayCount })}</p>
          <DaysTable days={overview.days} />
        </section>
      </div>
      <MergesAndUploads merges={overview.merges} uploads={overview.uploads} />
    </div>
  );
}
