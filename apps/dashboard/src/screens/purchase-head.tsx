import type { InvoiceLine, InvoiceSummary } from '@faturaviva/events';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { Amount } from '../look/amount.tsx';
import { lookOf } from '../look/categories.ts';
import { capital, monthName } from '../look/dates.ts';
import { Icon } from '../look/icon.tsx';
import { Tile } from '../look/tile.tsx';

export function PurchaseHead({ line, invoice }: { line: InvoiceLine; invoice: InvoiceSummary | null }) {
  const t = useTranslations('purchase');
  const nav = useTranslations('nav');
  const hero = useTranslations('hero');
  const home = useTranslations('home');
  const locale = useLocale();
  const back = invoice && invoice.state !== 'ABERTA' ? `/fatura?ciclo=${invoice.cycle}` : '/fatura';
  return (
    <>
      <div className="top">
        <Link className="btn quiet icon -ms-3" href={back} aria-label={nav('back')}>
          <Icon name="back" />
        </Link>
        <span className="grow sm ink2">
          {invoice && capital(hero('invoiceShort', { month: monthName(locale, invoice.dueOn) }))}
        </span>
      </div>
      <header className="head">
        <Tile {...lookOf(line.merchant?.mcc ?? '')} />
        <h1>{line.merchant?.name}</h1>
        <Amount cents={line.instalment?.purchaseCents ?? line.amountCents} />
        <div className="row wrap">
          <span className="tag live">
            <Icon name="check" />
            {t('confirmed')}
          </span>
          <span className="tag num">{line.instalment ? t('noInterest', { of: line.instalment.of }) : t('atOnce')}</span>
          {line.cardLast4 && (
            <span className="tag num">
              <Icon name="card" />
              {home(line.cardKind === 'virtual' ? 'virtualCardEnding' : 'cardEnding', { last4: line.cardLast4 })}
            </span>
          )}
        </div>
      </header>
    </>
  );
}
