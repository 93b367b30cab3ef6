'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Freshness } from '../pieces/freshness.tsx';
import { BothInvoices } from './both-invoices.tsx';
import { Orders } from './orders.tsx';
import { PulledChart } from './pulled-chart.tsx';
import { RunsTable } from './runs-table.tsx';
import { useBank } from './use-bank.ts';
import { WorkTable } from './work-table.tsx';

/** An account in both banks, when the batch one consolidates it, and what each way costs. */
export function BankDesk({ people }: { people: { slug: string; name: string }[] }) {
  const t = useTranslations('bank');
  const [person, setPerson] = useState(people[0]?.slug ?? '');
  const { polled, beside, away, refusal, busy, order } = useBank(person);
  if (!beside) return <p className="card pad sm ink2">{away ? t('awayEmpty') : t('loading')}</p>;
  const { bank, liveWork } = beside;
  return (
    <div className="readers">
      <Freshness {...polled} />
      <output className="sm notice">{away ? t('away') : refusal !== null ? t('refused', { why: refusal }) : ''}</output>
      <Orders
        people={people}
        person={person}
        choose={setPerson}
        beside={beside}
        idle={!busy && polled.state === 'live'}
        night={() => void order({ do: 'night', key: crypto.randomUUID() })}
        setMode={(mode) => void order({ do: 'mode', person, mode })}
      />
      <BothInvoices beside={beside} readAt={polled.readAt} />
      <section className="card pad" aria-labelledby="h-pulled">
        <h2 id="h-pulled">{t('pulled')}</h2>
        <p className="sm ink2">{t('pulledLead')}</p>
        <PulledChart live={liveWork.seconds} batch={bank.seconds} now={Date.parse(beside.at) / 1_000} />
      </section>
      <section className="card pad" aria-labelledby="h-work">
        <h2 id="h-work">{t('work')}</h2>
        <p className="sm ink2">{t('workLead')}</p>
        <WorkTable live={liveWork.work} batch={bank.work} />
      </section>
      <section className="card pad" aria-labelledby="h-runs">
        <h2 id="h-runs">{t('runs')}</h2>
        <p className="sm ink2">{t('runsLead')}</p>
        <RunsTable runs={bank.runs} />
      </section>
    </div>
  );
}
