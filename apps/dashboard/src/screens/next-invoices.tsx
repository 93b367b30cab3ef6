'use client';

import type { InvoiceSummary } from '@faturaviva/events';
import { formatBrl } from '@faturaviva/money';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useLiveInvoice } from '../live/provider.tsx';
import { capital, monthName, shortMonth } from '../look/dates.ts';
import { Icon } from '../look/icon.tsx';

/** What is already committed in the months to come: hatched bars with zero as their base, and their table. */
export function NextInvoices() {
  const t = useTranslations('next');
  const locale = useLocale();
  const { snapshot } = useLiveInvoice().state;
  const coming = snapshot?.coming ?? [];
  const [first] = coming;
  const last = coming.at(-1);
  return (
    <section className="card pad next" aria-labelledby="h-next">
      <div className="row between">
        <h2 id="h-next" className="text-md">
          {t('title')}
        </h2>
        {first && (
          <Link className="row sm ink2 -my-3 min-h-11" href={`/fatura?ciclo=${first.cycle}`}>
            {t('see')} <Icon name="chevron" />
          </Link>
        )}
      </div>
      {first && last ? (
        <>
          <Bars coming={coming} />
          <p className="sm ink2 mt-3">
            {capital(t('already', { month: monthName(locale, first.dueOn) }))}{' '}
            <b className="strong num text-ink">{formatBrl(first.totalCents)}</b>.{' '}
            {t('last', { month: monthName(locale, last.dueOn) })}
          </p>
          <Twin coming={coming} />
        </>
      ) : (
        <p className="sm ink2 mt-3">{t('empty')}</p>
      )}
    </section>
  );
}

function Bars({ coming }: { coming: InvoiceSummary[] }) {
  const t = useTranslations('next');
  const locale = useLocale();
  const most = Math.max(...coming.map((invoice) => invoice.totalCents), 1);
  const list = coming
    .map(({ dueOn, totalCents }) => `${shortMonth(locale, dueOn)} ${formatBrl(totalCents)}`)
    .join(', ');
  return (
    <>
      <p className="sr">{t('label', { list })}</p>
      <div className="bars" aria-hidden="true" style={{ ['--n' as string]: Math.max(coming.length, 9) }}>
        {coming.map((invoice) => (
          <span key={invoice.cycle}>
            <span className="grid h-full w-full items-end justify-items-center">
              <i className="k-future" style={{ height: `${Math.max((invoice.totalCents / most) * 100, 2)}%` }} />
            </span>
            {capital(shortMonth(locale, invoice.dueOn))}
          </span>
        ))}
      </div>
    </>
  );
}

function Twin({ coming }: { coming: InvoiceSummary[] }) {
  const t = useTranslations('next');
  const locale = useLocale();
  return (
    <details className="twin">
      <summary>
        <Icon name="chevron" />
        {t('asTable')}
      </summary>
      <table className="plain num">
        <thead>
          <tr>
            <th scope="col">{t('month')}</th>
            <th scope="col">{t('total')}</th>
          </tr>
        </thead>
        <tbody>
          {coming.map((invoice) => (
            <tr key={invoice.cycle}>
              <th scope="row">{`${capital(monthName(locale, invoice.dueOn))} ${invoice.dueOn.slice(0, 4)}`}</th>
              <td>{formatBrl(invoice.totalCents)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
