'use client';

import { formatBrl } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useLiveInvoice } from '../live/provider.tsx';
import { useLineName } from './line-row.tsx';

const PAUSE_MS = 2_000;

/** Says what arrived, politely: one sentence for all that came since the last one, at most every two seconds. */
export function Announcer() {
  const t = useTranslations('feed');
  const { state } = useLiveInvoice();
  const { snapshot, shown } = state;
  const [said, setSaid] = useState({ sentence: '', seq: snapshot?.seq ?? 0, at: 0 });
  const fresh = shown.filter((line) => line.seq > said.seq && state.arrivals[line.id] !== undefined);
  const [first] = fresh;
  const name = useLineName(first);
  const total = formatBrl(snapshot?.open.totalCents ?? 0);
  const amount = formatBrl(Math.abs(first?.amountCents ?? 0));
  const sentence =
    fresh.length > 1
      ? t('saidMany', { count: fresh.length, total })
      : first?.kind === 'payment'
        ? t('saidPayment', { amount, total })
        : first?.kind === 'purchase' || first?.kind === 'instalment'
          ? t('saidPurchase', { amount, name, total })
          : t('saidLine', { amount, name, total });
  useEffect(() => {
    if (!first) return;
    const say = () => setSaid({ sentence, seq: first.seq, at: Date.now() });
    const timer = setTimeout(say, Math.max(0, said.at + PAUSE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [first, sentence, said.at]);
  return (
    <p className="sr" aria-live="polite" data-testid="said">
      {said.sentence}
    </p>
  );
}
