'use client';

import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { useRef } from 'react';
import { freshness } from '../live/freshness.ts';
import { useLiveInvoice } from '../live/provider.tsx';
import { useNow } from '../live/use-now.ts';
import { Amount } from '../look/amount.tsx';
import { capital, monthName } from '../look/dates.ts';
import { FreshnessMark } from './freshness-mark.tsx';
import { Delta } from './hero.tsx';
import { InPageLink } from './in-page-link.tsx';
import { LimitBar } from './limit-bar.tsx';
import { LineRow } from './line-row.tsx';
import { useRoomMaking } from './list-motion.ts';

const ROWS = 5;

/** The same account as its holder sees it, beside the taps. */
export function PhonePreview() {
  const t = useTranslations('simulator');
  const { state, person } = useLiveInvoice();
  const { snapshot } = state;
  const now = useNow();
  const rows = useRef<HTMLUListElement>(null);
  useRoomMaking(rows, state.shown);
  const stale = now !== null && freshness(state, now).kind === 'stale';
  return (
    <aside className="pv" id="previa" tabIndex={-1} aria-label={t('previewLabel')}>
      <h2>{t('preview', { name: person.name })}</h2>
      <div className="phone">
        <section className={stale ? 'hero on-panel stale' : 'hero on-panel'}>
          <FreshnessMark onPanel />
          <p className="row between sm text-on-panel-2 mt-2.5 mb-1.5">
            <InvoiceName />
            <Delta now={now} />
          </p>
          {snapshot ? (
            <span data-testid="preview-total">
              <Amount cents={snapshot.open.totalCents} />
            </span>
          ) : (
            <span className="skel" aria-hidden="true">
              <i style={{ width: '11rem', height: '2.75rem' }} />
            </span>
          )}
        </section>
        {snapshot && (
          <section className="card lim">
            <LimitBar limit={snapshot.limit} className="h-3" />
            <p className="row between sm ink2 num mt-2">
              <span>{t('available')}</span>
              <b className="strong text-ink">{formatBrl(snapshot.limit.availableCents)}</b>
            </p>
          </section>
        )}
        <section className="card overflow-hidden py-1">
          <ul ref={rows}>
            {state.shown.slice(0, ROWS).map((line) => (
              <li key={line.id} data-key={line.id}>
                <LineRow line={line} now={now} arrivedAt={state.arrivals[line.id]} />
              </li>
            ))}
          </ul>
        </section>
      </div>
    </aside>
  );
}

function InvoiceName() {
  const t = useTranslations('hero');
  const locale = useLocale();
  const { snapshot } = useLiveInvoice().state;
  return <span>{snapshot && capital(t('invoiceShort', { month: monthName(locale, snapshot.open.dueOn) }))}</span>;
}

/** On phones the preview is below the taps: a bar keeps the total in sight and leads to it. */
export function PreviewBar() {
  const { snapshot } = useLiveInvoice().state;
  const now = useNow();
  if (!snapshot) return null;
  return (
    <InPageLink className="mini on-panel" target="previa">
      <span className="dot beat d" />
      <InvoiceName />
      <Delta now={now} />
      <b className="num">{formatBrl(snapshot.open.totalCents)}</b>
    </InPageLink>
  );
}
