'use client';

import type { InvoiceSnapshot } from '@faturaviva/events';
import { formatBrl } from '@faturaviva/money';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useLiveInvoice } from '../live/provider.tsx';
import { monthName } from '../look/dates.ts';
import { LimitBar } from './limit-bar.tsx';

/** The limit in three parts, each of which leads to the lines that make it up. */
export function LimitCard() {
  const t = useTranslations('limit');
  const { snapshot } = useLiveInvoice().state;
  return (
    <section className="card pad lim" aria-labelledby="h-lim">
      <div className="row between">
        <h2 id="h-lim" className="text-md">
          {t('title')}
        </h2>
        <span className="num sm ink2">{snapshot && t('of', { amount: formatBrl(snapshot.limit.limitCents) })}</span>
      </div>
      {snapshot ? (
        <Parts snapshot={snapshot} />
      ) : (
        <div className="skel mt-3" aria-hidden="true">
          <i style={{ height: '1rem' }} />
          <i style={{ height: '3.5rem' }} />
        </div>
      )}
    </section>
  );
}

function Parts({ snapshot }: { snapshot: InvoiceSnapshot }) {
  const t = useTranslations('limit');
  const locale = useLocale();
  const { limit, coming } = snapshot;
  const last = coming.at(-1);
  const exceeded = limit.availableCents < 0;
  return (
    <>
      <LimitBar limit={limit} className="mt-3" />
      <div className="leg">
        <Link href="/fatura">
          <span className="l">
            <span className="sw k-now" />
            {t('now')}
          </span>
          <b className="num">{formatBrl(limit.openCents + limit.pendingCents)}</b>
          <span>
            {limit.pendingCents > 0 ? t('withPending', { amount: formatBrl(limit.pendingCents) }) : t('open')}
          </span>
        </Link>
        <Link href={last ? `/fatura?ciclo=${coming[0]?.cycle ?? last.cycle}` : '/fatura'}>
          <span className="l">
            <span className="sw k-future" />
            {t('future')}
          </span>
          <b className="num">{formatBrl(limit.futureCents)}</b>
          <span>{last ? t('until', { month: monthName(locale, last.dueOn) }) : t('none')}</span>
        </Link>
        <Link href="/simulador">
          <span className="l">
            <span className="sw k-free" />
            {t('free')}
          </span>
          <b className="num" style={exceeded ? { color: 'var(--danger)' } : undefined}>
            {formatBrl(limit.availableCents)}
          </b>
          <span>{exceeded ? t('exceeded') : t('toBuy')}</span>
        </Link>
      </div>
    </>
  );
}
