'use client';

import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { useLiveInvoice } from '../live/provider.tsx';
import { lookOf } from '../look/categories.ts';
import { dayOf, shortDay } from '../look/dates.ts';
import { Tile } from '../look/tile.tsx';

/** What shops hold: it takes limit and is in no invoice until it becomes a purchase or is given back. */
export function Pending() {
  const t = useTranslations('pending');
  const locale = useLocale();
  const { snapshot } = useLiveInvoice().state;
  if (!snapshot || snapshot.pending.length === 0) return null;
  return (
    <ul aria-label={t('title')} data-testid="pending">
      <li className="day">
        <span>{t('title')}</span>
        <span className="ink3 num">{formatBrl(snapshot.limit.pendingCents)}</span>
      </li>
      {snapshot.pending.map((hold) => (
        <li key={hold.holdId} className="line">
          <Tile {...lookOf(hold.merchant.mcc)} pencil />
          <span>
            <span className="who">
              <span>{hold.merchant.name}</span>
            </span>
            <span className="meta">
              <span>{t('until', { day: shortDay(locale, dayOf(hold.expiresAt)) })}</span>
            </span>
          </span>
          <span className="val">
            <b>{formatBrl(hold.amountCents)}</b>
            <small>{shortDay(locale, dayOf(hold.occurredAt))}</small>
          </span>
        </li>
      ))}
    </ul>
  );
}
