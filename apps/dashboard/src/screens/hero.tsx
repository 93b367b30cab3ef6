'use client';

import type { InvoiceSnapshot } from '@faturaviva/events';
import { formatBrl } from '@faturaviva/money';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { freshness } from '../live/freshness.ts';
import { useLiveInvoice } from '../live/provider.tsx';
import { useNow } from '../live/use-now.ts';
import { Amount } from '../look/amount.tsx';
import {
  addDays,
  capital,
  dayOf,
  daysBetween,
  monthAfter,
  monthName,
  shortDay,
  shortMonth,
  weekday,
} from '../look/dates.ts';
import { FreshnessMark } from './freshness-mark.tsx';
import { PaceLine } from './pace-line.tsx';
import { Retry } from './retry.tsx';

const DELTA_MS = 6_000;

/** The panel: what is owed in the open invoice, how current that is, and its dates. */
export function Hero() {
  const { state } = useLiveInvoice();
  const now = useNow();
  const stale = now !== null && freshness(state, now).kind === 'stale';
  return (
    <section className={stale ? 'hero on-panel stale' : 'hero on-panel'} aria-labelledby="h-total">
      <FreshnessMark onPanel />
      {state.snapshot ? <Total snapshot={state.snapshot} now={now} /> : <HeroSkeleton />}
    </section>
  );
}

function Total({ snapshot, now }: { snapshot: InvoiceSnapshot; now: number | null }) {
  const t = useTranslations('hero');
  const locale = useLocale();
  const { person } = useLiveInvoice();
  const today = now === null ? person.today : dayOf(now);
  const { totalCents, dueOn } = snapshot.open;
  return (
    <>
      <p className="lab">
        <span id="h-total">{capital(t('invoiceOf', { month: monthName(locale, dueOn) }))}</span>
        <Delta now={now} />
      </p>
      <div className="tot">
        <Link href="/fatura" aria-label={t('totalLink', { amount: formatBrl(totalCents) })} data-testid="total">
          <Amount cents={totalCents} />
        </Link>
      </div>
      <PaceLine snapshot={snapshot} today={today} />
      <Dates snapshot={snapshot} today={today} />
    </>
  );
}

/** How the last snapshot moved the total. Its room is reserved; it stays for six seconds. */
export function Delta({ now }: { now: number | null }) {
  const { delta } = useLiveInvoice().state;
  const visible = delta !== null && now !== null && now - delta.at < DELTA_MS;
  const text = delta ? `${delta.cents > 0 ? '+' : ''} ${formatBrl(delta.cents)}` : '';
  return (
    <span key={delta?.at} className={visible ? 'delta num on' : 'delta num'} aria-hidden="true">
      {text}
    </span>
  );
}

function Dates({ snapshot, today }: { snapshot: InvoiceSnapshot; today: string }) {
  const t = useTranslations('hero');
  const locale = useLocale();
  const { closesOn, dueOn } = snapshot.open;
  const left = daysBetween(today, closesOn);
  const best = addDays(closesOn, 1);
  return (
    <dl className="facts">
      <div>
        <dt>{left < 0 ? t('closed') : t('closesIn')}</dt>
        <dd>
          {left < 0 ? shortDay(locale, closesOn) : t('days', { days: left })}
          <small>{left < 0 ? t('closedHint') : `${weekday(locale, closesOn)}, ${shortDay(locale, closesOn)}`}</small>
        </dd>
      </div>
      <div>
        <dt>{t('due')}</dt>
        <dd>
          {shortDay(locale, dueOn)}
          <small>{weekday(locale, dueOn)}</small>
        </dd>
      </div>
      <div>
        <dt>{t('bestDay')}</dt>
        <dd>
          {shortDay(locale, best)}
          <small>{t('paidIn', { month: shortMonth(locale, monthAfter(dueOn)) })}</small>
        </dd>
      </div>
    </dl>
  );
}

/** Before the first reading: the shape of the panel, what is safe and what to do. Never a zero. */
function HeroSkeleton() {
  const t = useTranslations('hero');
  return (
    <>
      <h2 id="h-total" className="sr">
        {t('unreadable')}
      </h2>
      <div className="skel mt-4" aria-hidden="true">
        <i style={{ width: '11rem', height: '1rem' }} />
        <i style={{ width: '14rem', height: '3.375rem' }} />
        <i style={{ width: '100%', height: '2.875rem' }} />
      </div>
      <p className="sm text-on-panel-2 mt-4">
        {t('safe')} <Retry label={t('retry')} />
      </p>
    </>
  );
}
