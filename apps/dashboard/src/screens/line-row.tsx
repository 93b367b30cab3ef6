'use client';

import type { InvoiceLine } from '@faturaviva/events';
import { formatBrl } from '@faturaviva/money';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { lookOf, shopKind } from '../look/categories.ts';
import { dayOf, hour, longDay, shortDay } from '../look/dates.ts';
import { Tile } from '../look/tile.tsx';

const FRESH_MS = 6_000;
const NOW_MS = 60_000;

interface Props {
  line: InvoiceLine;
  now: number | null;
  /** When it came on display, for a line that arrived while the page was open. */
  arrivedAt?: number | undefined;
  /** Shows topic, partition and offset below. */
  withPlace?: boolean;
  /** Shows the day instead of the hour: for lines that do not stand under their day. */
  withDay?: boolean;
}

/** One line of an invoice. A purchase leads to its receipt. */
export function LineRow({ line, now, arrivedAt, withPlace = false, withDay = false }: Props) {
  const age = arrivedAt === undefined || now === null ? null : now - arrivedAt;
  const classes = [
    'line',
    ...(age !== null && age < FRESH_MS ? ['fresh'] : []),
    ...(line.amountCents < 0 ? ['credit'] : []),
  ];
  const content = (
    <>
      <LineTile line={line} />
      <span>
        <Who line={line} />
        <span className="meta">
          <Meta line={line} />
          {withPlace && <Place line={line} />}
        </span>
      </span>
      <span className="val">
        <b>{formatBrl(line.amountCents)}</b>
        <small>{age !== null && age < NOW_MS ? <NowTag /> : <When line={line} withDay={withDay} />}</small>
      </span>
    </>
  );
  return line.purchaseId ? (
    <Link className={classes.join(' ')} href={`/compra/${line.purchaseId}`} prefetch={false}>
      {content}
    </Link>
  ) : (
    <div className={classes.join(' ')}>{content}</div>
  );
}

function LineTile({ line }: { line: InvoiceLine }) {
  switch (line.kind) {
    case 'payment':
      return <Tile hue="market" icon="received" />;
    case 'carried-balance':
      return <Tile hue="money" icon="calendar-clock" />;
    case 'purchase':
    case 'instalment':
    case 'instalment-moved':
      return <Tile {...lookOf(line.merchant?.mcc ?? '')} />;
    case 'refund':
    case 'instalment-cancelled':
      return <Tile hue="market" icon="undo" />;
    case 'discount':
    case 'iof':
    case 'interest':
    case 'late-interest':
    case 'late-fee':
      return <Tile hue="money" icon="percent" />;
    case 'dispute-credit':
    case 'dispute-reversal':
      return <Tile hue="money" icon="warning" />;
    case 'plan-credit':
    case 'plan-instalment':
      return <Tile hue="money" icon="layers" />;
  }
}

function Who({ line }: { line: InvoiceLine }) {
  const t = useTranslations('feed');
  return (
    <span className="who">
      <span>{useLineName(line)}</span>
      {line.instalment && (
        <span className="tag num">
          <span className="sr">{t('instalment')} </span>
          {line.instalment.number}/{line.instalment.of}
        </span>
      )}
    </span>
  );
}

/** What a line is called, for the eye and for what is said aloud. */
export function useLineName(line: InvoiceLine | undefined): string {
  const t = useTranslations('feed');
  switch (line?.kind) {
    case undefined:
      return '';
    case 'payment':
      return t('payment');
    case 'carried-balance':
      return t('carried');
    case 'purchase':
    case 'instalment':
      return line.merchant?.name ?? '';
    case 'refund':
    case 'instalment-cancelled':
    case 'instalment-moved':
    case 'discount':
    case 'dispute-credit':
    case 'dispute-reversal':
    case 'plan-credit':
    case 'plan-instalment':
    case 'iof':
    case 'interest':
    case 'late-interest':
    case 'late-fee':
      return t(`kinds.${line.kind}`);
  }
}

function Meta({ line }: { line: InvoiceLine }): ReactNode {
  const t = useTranslations('feed');
  const locale = useLocale();
  if (line.kind === 'payment') return <span>{t('paymentMeta')}</span>;
  if (line.kind === 'carried-balance') return <span>{t('carriedMeta')}</span>;
  if (line.kind !== 'purchase' && line.kind !== 'instalment') return <span>{line.merchant?.name}</span>;
  if (line.instalment) {
    const { purchaseCents, of } = line.instalment;
    return <span className="num">{t('inInstalments', { amount: formatBrl(purchaseCents), of })}</span>;
  }
  const used = dayOf(line.occurredAt);
  return (
    <>
      <span>{shopKind(line.merchant?.mcc ?? '', locale)}</span>
      {used < dayOf(line.postedAt) && <span>{t('late', { day: longDay(locale, used) })}</span>}
    </>
  );
}

function Place({ line }: { line: InvoiceLine }) {
  const t = useTranslations('invoice');
  const { topic, partition, offset } = line;
  return (
    <span className="where">
      <span className="sr">{t('where', { topic, partition, offset })}</span>
      <span aria-hidden="true">{`${topic}/${partition}/${offset}`}</span>
    </span>
  );
}

function When({ line, withDay }: { line: InvoiceLine; withDay: boolean }) {
  const locale = useLocale();
  if (line.kind === 'carried-balance') return null;
  return withDay ? shortDay(locale, dayOf(line.postedAt)) : hour(locale, line.postedAt);
}

function NowTag() {
  const t = useTranslations('feed');
  return (
    <span className="tag live">
      <span className="dot" style={{ width: '.375rem', height: '.375rem' }} />
      {t('now')}
    </span>
  );
}
