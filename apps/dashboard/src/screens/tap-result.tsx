'use client';

import { formatBrl } from '@faturaviva/money';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { useLiveInvoice } from '../live/provider.tsx';
import { Icon } from '../look/icon.tsx';
import type { TapResult } from './use-taps.ts';

interface Slot {
  tone: 'ok' | 'no' | 'wait' | 'idle';
  icon: string;
  title: string;
  amount: string;
}

/** One slot, replaced in place: approved with the ms to the screen, or declined with what is missing and what to do. */
export function TapResultSlot({ result }: { result: TapResult }) {
  const slot = useSlot(result);
  return (
    <div className={`card res slot w ${slot.tone}`} aria-live="polite" aria-atomic="true" data-result={result.kind}>
      <span className="g">
        <Icon name={slot.icon} spin={result.kind === 'waiting'} />
      </span>
      <h3>{slot.title}</h3>
      <span className="num med">{slot.amount}</span>
      <p className="num">
        <Words result={result} />
      </p>
    </div>
  );
}

function useSlot(result: TapResult): Slot {
  const t = useTranslations('simulator');
  switch (result.kind) {
    case 'idle':
      return { tone: 'idle', icon: 'tap', title: t('idle'), amount: '' };
    case 'waiting':
      return { tone: 'wait', icon: 'reload', title: t('waiting'), amount: formatBrl(result.amountCents) };
    case 'approved':
      return { tone: 'ok', icon: 'check', title: t('approved'), amount: formatBrl(result.amountCents) };
    case 'paid':
      return { tone: 'ok', icon: 'check', title: t('paid'), amount: formatBrl(result.amountCents) };
    case 'declined':
      return { tone: 'no', icon: 'cross', title: t('declined'), amount: formatBrl(result.amountCents) };
    case 'failed':
      return { tone: 'no', icon: 'offline', title: t('failed'), amount: formatBrl(result.amountCents) };
  }
}

function Words({ result }: { result: TapResult }) {
  const t = useTranslations('simulator');
  switch (result.kind) {
    case 'idle':
      return t('idleText');
    case 'waiting':
      return result.name;
    case 'approved':
      return <Approved {...result} />;
    case 'paid':
      return t('paidText');
    case 'declined':
      return <Declined {...result} />;
    case 'failed':
      return (
        <>
          {t('failedText')}{' '}
          <button type="button" className="link min-h-11" onClick={result.retry}>
            {t('again')}
          </button>
        </>
      );
  }
}

function Approved({ name, purchaseId, tappedAt }: Extract<TapResult, { kind: 'approved' }>) {
  const t = useTranslations('simulator');
  const { paints } = useLiveInvoice();
  const painted = useSyncExternalStore(
    paints.subscribe,
    () => paints.paintedHere(purchaseId),
    () => undefined,
  );
  if (painted === undefined) return `${name}, ${t('onItsWay')}`;
  return (
    <>
      {name}, {t('onScreen', { ms: Math.max(painted - tappedAt, 0) })}{' '}
      <Link className="link" href={`/compra/${purchaseId}`}>
        {t('seeWay')}
      </Link>
    </>
  );
}

function Declined({ reason, message, amountCents, availableCents }: Extract<TapResult, { kind: 'declined' }>) {
  const t = useTranslations('simulator');
  switch (reason) {
    case 'limit-exceeded':
      if (availableCents === null || availableCents <= 0) return t('noLimit');
      return t('missingLimit', {
        missing: formatBrl(amountCents - availableCents),
        available: formatBrl(availableCents),
      });
    case 'card-blocked':
      return t('blockedCard');
    case 'instalment-too-small':
      return t('smallInstalment');
    default:
      return t('otherDecline', { message });
  }
}
