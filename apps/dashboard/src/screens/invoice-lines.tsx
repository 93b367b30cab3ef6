'use client';

import type { InvoiceLine, InvoiceSummary } from '@faturaviva/events';
import { formatBrl } from '@faturaviva/money';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useMemo, useRef } from 'react';
import { useLiveInvoice } from '../live/provider.tsx';
import { useNow } from '../live/use-now.ts';
import { addDays, capital, dayOf, longDay, weekday } from '../look/dates.ts';
import { type LinesOfDay, linesByDay } from '../look/days-of-lines.ts';
import { LineRow } from './line-row.tsx';
import { useHand, useRoomMaking } from './list-motion.ts';

interface Props {
  invoice: InvoiceSummary;
  lines: InvoiceLine[];
  moreHref: string | null;
}

/** Every line of one invoice with its place on the log; lines of the open one arrive while one looks. */
export function InvoiceLines({ invoice, lines, moreHref }: Props) {
  const t = useTranslations('invoice');
  const { state, dispatch, person } = useLiveInvoice();
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  const all = useMemo(() => merge(lines, state.shown, invoice.cycle), [lines, state.shown, invoice.cycle]);
  useRoomMaking(list, all);
  const hand = useHand(list, (busy) => dispatch({ type: 'busy', busy, at: Date.now() }));
  const today = now === null ? person.today : dayOf(now);
  return (
    <section className="card list mainc" aria-labelledby="h-lines">
      <h2 id="h-lines" className="sr">
        {t('lines')}
      </h2>
      {all.length === 0 && <p className="empty">{invoice.state === 'ABERTA' ? t('emptyOpen') : t('empty')}</p>}
      <ul ref={list} {...hand} data-testid="lines">
        {linesByDay(all, invoice.opensOn).flatMap((group) => [
          <Day key={group.day ?? 'before'} group={group} today={today} />,
          ...group.lines.map((line) => (
            <li key={line.id} data-key={line.id}>
              <LineRow
                line={line}
                now={now}
                arrivedAt={state.arrivals[line.id]}
                withDay={group.day === null}
                withPlace
              />
            </li>
          )),
        ])}
      </ul>
      {moreHref && (
        <p className="more">
          <Link className="btn w-full" href={moreHref} scroll={false}>
            {t('more')}
          </Link>
        </p>
      )}
    </section>
  );
}

function merge(read: InvoiceLine[], live: readonly InvoiceLine[], cycle: number): InvoiceLine[] {
  const known = new Set(read.map(({ id }) => id));
  return [...live.filter((line) => line.cycle === cycle && !known.has(line.id)), ...read];
}

function Day({ group, today }: { group: LinesOfDay; today: string }) {
  const t = useTranslations('feed');
  const locale = useLocale();
  const { day, lines } = group;
  const sum = lines.reduce((cents, line) => cents + line.amountCents, 0);
  const near = day === today ? t('today') : day === addDays(today, -1) ? t('yesterday') : null;
  return (
    <li className="day" data-key={day ?? 'before'}>
      {day === null ? (
        <span>{t('before')}</span>
      ) : (
        <span>
          {near ?? capital(longDay(locale, day))}
          <span>{near ? `${weekday(locale, day)}, ${longDay(locale, day)}` : weekday(locale, day)}</span>
        </span>
      )}
      <span className="num">{formatBrl(sum)}</span>
    </li>
  );
}
