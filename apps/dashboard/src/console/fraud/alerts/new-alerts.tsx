import { formatBrl } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Alert } from '../shapes.ts';

interface Props {
  alerts: readonly Alert[];
  /** Which alerts are listed: another list has nothing new. */
  filter: string;
}

/** Says what was raised since the last look, once for all of it. */
export function NewAlerts({ alerts, filter }: Props) {
  const t = useTranslations('fraud');
  const newest = alerts.reduce((latest, { raisedAt }) => (raisedAt > latest ? raisedAt : latest), '');
  const [seen, setSeen] = useState({ filter, newest, words: '' });
  // What the page before said, noticed while rendering.
  if (seen.filter !== filter) setSeen({ filter, newest, words: '' });
  else if (newest > seen.newest) {
    const fresh = alerts.filter(({ raisedAt }) => raisedAt > seen.newest);
    const [first] = fresh;
    const words = first && {
      count: fresh.length,
      merchant: first.merchant.name,
      amount: formatBrl(first.amountCents),
    };
    setSeen({ filter, newest, words: words ? t('raised', words) : '' });
  }
  return <output className="sr">{seen.words}</output>;
}
