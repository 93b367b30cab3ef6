import { formatBrl } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Alert } from '../shapes.ts';

/** Says what was raised since the last look, once for all of it. Another list begins with a `key` of its own. */
export function NewAlerts({ alerts }: { alerts: readonly Alert[] }) {
  const t = useTranslations('fraud');
  const newest = alerts.reduce((latest, { raisedAt }) => (raisedAt > latest ? raisedAt : latest), '');
  const [seen, setSeen] = useState({ newest, words: '' });
  // What the page before said, noticed while rendering.
  if (newest > seen.newest) {
    const fresh = alerts.filter(({ raisedAt }) => raisedAt > seen.newest);
    const [first] = fresh;
    const words = first && {
      count: fresh.length,
      merchant: first.merchant.name,
      amount: formatBrl(first.amountCents),
    };
    setSeen({ newest, words: words ? t('raised', words) : '' });
  }
  return <output className="sr">{seen.words}</output>;
}
