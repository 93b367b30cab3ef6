'use client';

import { formatBrl } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useLiveInvoice } from '../live/provider.tsx';
import { useLineName } from './line-row.tsx';

const PAUSE_MS = 2_000;

/** Says what arrived, politely: one sentence for all that came since the last one, at most every two seconds. */
export function Announcer() {
  const t = useTranslations('feed');
  const { state } = useLiveInvoice();
  const { snapshot, shown } = state;
  const [said, setSaid] = useState('');
  const saidSeq = useRef(snapshot?.seq ?? 0);
  const nextAt = useRef(0);
  const fresh = shown.filter((line) => line.seq > saidSeq.current && state.arrivals[line.id] !== undefined);
  const [first] = fresh;
  const name = useLineName(first);
  const total = formatBrl(snapshot?.open.totalCents ?? 0);
  const amount = formatBrl(Math.abs(first?.amountCents ?? 0));
  const sentence =
    fresh.length > 1
      ? t('saidMany', { count: fresh.length, total })
      : first?.kind === 'payment'
        ? t('saidPayment', { amount, total })
        : t('saidPurchase', { amount, name, total });
  useEffect(() => {
    if (!first) return;
    const timer = setTimeout(
      () => {
        saidSeq.current = first.seq;
        nextAt.current = Date.now() + PAUSE_MS;
        setSaid(sentence);
      },
      Math.max(0, nextAt.current - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [first, sentence]);
  return (
    <p className="sr" aria-live="polite" data-testid="said">
      {said}
    </p>
  );
}
