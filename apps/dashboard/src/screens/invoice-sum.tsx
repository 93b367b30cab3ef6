'use client';

import type { InvoiceSummary } from '@faturaviva/events';
import { formatBrl } from '@faturaviva/money';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useLiveInvoice } from '../live/provider.tsx';
import { useNow } from '../live/use-now.ts';
import { Amount } from '../look/amount.tsx';
import { capital, dayOf, daysBetween, monthName, shortDay, weekday } from '../look/dates.ts';
import { Icon } from '../look/icon.tsx';
import { stateSigns } from '../look/invoice-state.ts';
import { ExportGroup } from './export-group.tsx';

/** The chosen invoice in numbers. The open one and those to come change while one looks. */
export function InvoiceSum({ invoice }: { invoice: InvoiceSummary }) {
  const t = useTranslations('invoice');
  const simulator = useTranslations('simulator');
  const locale = useLocale();
  const current = useLiveSummary(invoice);
  const month = t('monthOfYear', { month: monthName(locale, current.dueOn), year: current.dueOn.slice(0, 4) });
  return (
    <section className="card pad sum" aria-labelledby="h-sum">
      <div className="row between wrap">
        <h2 id="h-sum" className="text-md">
          {capital(month)}
        </h2>
        <StateTag invoice={current} />
      </div>
      <Amount cents={current.totalCents} />
      <dl className="kv">
        <div>
          <dt>{t('due')}</dt>
          <dd>{`${shortDay(locale, current.dueOn)}, ${weekday(locale, current.dueOn)}`}</dd>
        </div>
        <div>
          <dt>{t('period')}</dt>
          <dd>{t('from', { from: shortDay(locale, current.opensOn), to: shortDay(locale, current.closesOn) })}</dd>
        </div>
        <Sum name={t('purchases')} cents={current.purchasesCents} />
        <Sum name={t('payments')} cents={current.paymentsCents === 0 ? 0 : -Math.abs(current.paymentsCents)} />
        {current.carriedCents !== 0 && <Sum name={t('carried')} cents={current.carriedCents} />}
        {current.creditsCents !== 0 && <Sum name={t('credits')} cents={current.creditsCents} />}
        {current.financedCents !== 0 && <Sum name={t('financed')} cents={current.financedCents} />}
        {current.chargesCents !== 0 && <Sum name={t('charges')} cents={current.chargesCents} />}
        {current.state !== 'FUTURA' && current.minimumCents > 0 && (
          <Sum name={t('minimum')} cents={current.minimumCents} />
        )}
        <div>
          <dt>{t('count')}</dt>
          <dd className="num">{current.lineCount}</dd>
        </div>
      </dl>
      {current.state === 'FUTURA' && <p className="xs ink2 mt-4">{t('forecast')}</p>}
      {current.state === 'ABERTA' && (
        <Link className="btn primary w-full mt-4" href="/simulador#pagar">
          {simulator('pay')}
        </Link>
      )}
      {current.state !== 'FUTURA' && <ExportGroup cycle={current.cycle} />}
    </section>
  );
}

function Sum({ name, cents }: { name: string; cents: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="num">{formatBrl(cents)}</dd>
    </div>
  );
}

function StateTag({ invoice }: { invoice: InvoiceSummary }) {
  const t = useTranslations('invoice');
  const { person } = useLiveInvoice();
  const now = useNow();
  const today = now === null ? person.today : dayOf(now);
  const { icon, tag } = stateSigns[invoice.state];
  const days = daysBetween(today, invoice.closesOn);
  const counted = invoice.state === 'ABERTA' && days >= 0;
  return (
    <span className={`tag ${tag}`}>
      <Icon name={icon} />
      {counted ? t('openTag', { days }) : t(`states.${invoice.state}`)}
    </span>
  );
}

/** What the page's newest snapshot says of this invoice, else what was read with the page. */
function useLiveSummary(invoice: InvoiceSummary): InvoiceSummary {
  const { snapshot } = useLiveInvoice().state;
  if (snapshot?.open.cycle === invoice.cycle) return snapshot.open;
  return snapshot?.coming.find(({ cycle }) => cycle === invoice.cycle) ?? invoice;
}
