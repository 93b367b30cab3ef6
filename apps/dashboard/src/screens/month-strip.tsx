'use client';

import type { InvoiceSummary } from '@faturaviva/events';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useLiveInvoice } from '../live/provider.tsx';
import { capital, shortMonth } from '../look/dates.ts';
import { Icon } from '../look/icon.tsx';
import { stateSigns } from '../look/invoice-state.ts';

/** Months as a chart: height is the total; closed in grey ink, open in black with a green cap, to come in hatch. */
export function MonthStrip({ invoices, chosen }: { invoices: InvoiceSummary[]; chosen: number }) {
  const t = useTranslations('invoice');
  const strip = useRef<HTMLElement>(null);
  const current = useCurrent(invoices);
  const most = Math.max(...current.map(({ totalCents }) => totalCents), 1);
  useEffect(() => {
    const element = strip.current;
    const here = element?.querySelector<HTMLElement>('[aria-current]');
    // Only the strip scrolls, never the page.
    if (element && here) element.scrollLeft = here.offsetLeft - (element.clientWidth - here.clientWidth) / 2;
  }, [chosen]);
  return (
    <nav className="strip" aria-label={t('months')} ref={strip}>
      {current.map((invoice) => (
        <Month
          key={invoice.cycle}
          invoice={invoice}
          chosen={invoice.cycle === chosen}
          share={invoice.totalCents / most}
        />
      ))}
    </nav>
  );
}

/** The page's invoices, with the live ones in the place of those that were read with the page. */
function useCurrent(invoices: InvoiceSummary[]): InvoiceSummary[] {
  const { snapshot } = useLiveInvoice().state;
  const live = new Map([snapshot?.open, ...(snapshot?.coming ?? [])].map((invoice) => [invoice?.cycle, invoice]));
  const known = new Set(invoices.map(({ cycle }) => cycle));
  const added = (snapshot?.coming ?? []).filter(({ cycle }) => !known.has(cycle));
  return [...invoices.map((invoice) => live.get(invoice.cycle) ?? invoice), ...added];
}

function Month({ invoice, chosen, share }: { invoice: InvoiceSummary; chosen: boolean; share: number }) {
  const t = useTranslations('invoice');
  const locale = useLocale();
  const { state, totalCents, dueOn, cycle } = invoice;
  const month = capital(shortMonth(locale, dueOn));
  const word = t(`states.${state}`);
  const name = dueOn.slice(5, 7) === '01' ? `${month} ${dueOn.slice(2, 4)}` : month;
  return (
    <Link
      href={state === 'ABERTA' ? '/fatura' : `/fatura?ciclo=${cycle}`}
      {...(chosen ? { 'aria-current': 'true' } : {})}
    >
      <span className="col">
        <i
          className={state === 'FUTURA' ? 'k-future' : state === 'ABERTA' ? 'k-open' : ''}
          style={{ height: `${Math.max(share * 100, 4)}%` }}
        />
      </span>
      <span className="m">{name}</span>
      <span className="num">{Math.round(totalCents / 100).toLocaleString('pt-BR')}</span>
      <span className="s" style={{ color: stateSigns[state].colour }}>
        <Icon name={stateSigns[state].icon} />
        {word}
      </span>
    </Link>
  );
}
