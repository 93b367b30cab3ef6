'use client';

import { formatBrl } from '@faturaviva/money';
import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useRef } from 'react';
import { useLiveInvoice } from '../live/provider.tsx';
import { waiting } from '../live/state.ts';
import { useNow } from '../live/use-now.ts';
import { addDays, capital, dayOf, longDay, weekday } from '../look/dates.ts';
import { linesByDay } from '../look/days-of-lines.ts';
import { Icon } from '../look/icon.tsx';
import { LineRow } from './line-row.tsx';
import { useHand, useRoomMaking } from './list-motion.ts';
import { Pending } from './pending.tsx';

/** The live list. A row arrives only where no hand is; otherwise a pill says that there is news. */
export function Feed() {
  const t = useTranslations('feed');
  const { state, dispatch, person } = useLiveInvoice();
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  useRoomMaking(list, state.shown);
  const hand = useHand(list, (busy) => dispatch({ type: 'busy', busy, at: Date.now() }));
  const today = now === null ? person.today : dayOf(now);
  return (
    <section className="card feed" aria-labelledby="h-feed">
      <header>
        <h2 id="h-feed">{t('title')}</h2>
        <button
          type="button"
          className="btn quiet icon"
          aria-label={state.paused ? t('resume') : t('pause')}
          aria-pressed={state.paused}
          onClick={() => dispatch({ type: 'paused', paused: !state.paused, at: Date.now() })}
        >
          <Icon name={state.paused ? 'play' : 'pause'} />
        </button>
      </header>
      <News list={list} />
      {state.snapshot?.open.lineCount === 0 && <Empty />}
      <LatestDecline today={today} />
      <Pending />
      <ul ref={list} {...hand} data-testid="feed">
        {state.snapshot
          ? linesByDay(state.shown, state.snapshot.open.opensOn).flatMap(({ day, lines }) => [
              <DayHeader key={day ?? 'before'} day={day} today={today} />,
              ...lines.map((line) => (
                <li key={line.id} data-key={line.id}>
                  <LineRow line={line} now={now} arrivedAt={state.arrivals[line.id]} withDay={day === null} />
                </li>
              )),
            ])
          : [0, 1, 2, 3].map((row) => <SkeletonRow key={row} />)}
      </ul>
      {state.snapshot && state.snapshot.open.lineCount > state.shown.length && (
        <p className="px-5 py-3">
          <Link className="link sm inline-flex min-h-11 items-center" href="/fatura">
            {t('all')}
          </Link>
        </p>
      )}
    </section>
  );
}

/** One pill for what is held back, and for what came while the page was away. It never takes the focus. */
function News({ list }: { list: { current: HTMLUListElement | null } }) {
  const t = useTranslations('feed');
  const { state, dispatch } = useLiveInvoice();
  const queued = waiting(state);
  const { missed, paused } = state;
  if (!missed && queued.length === 0) return null;
  const cents = missed ? missed.cents : queued.reduce((sum, line) => sum + line.amountCents, 0);
  const count = missed ? missed.count : queued.length;
  const show = () => {
    const id = missed?.firstId ?? queued[0]?.id;
    dispatch({ type: 'show-news', at: Date.now() });
    requestAnimationFrame(() =>
      list.current?.querySelector(`[data-key="${id}"]`)?.scrollIntoView({ block: 'nearest' }),
    );
  };
  return (
    <p className="news">
      <button type="button" className="btn w-full pill-news" onClick={show}>
        {paused && !missed && <Icon name="play" />}
        {missed ? t('seeMissed', { count }) : paused ? t('resumeShort') : t('news', { count })}
        <span className="num ink2 ms-auto">{paused && !missed ? t('queued', { count }) : formatBrl(cents)}</span>
      </button>
    </p>
  );
}

function DayHeader({ day, today }: { day: string | null; today: string }) {
  const t = useTranslations('feed');
  const locale = useLocale();
  if (day === null) {
    return (
      <li className="day" data-key="before">
        <span>{t('before')}</span>
      </li>
    );
  }
  const near = day === today ? t('today') : day === addDays(today, -1) ? t('yesterday') : null;
  return (
    <li className="day" data-key={day}>
      <span>{near ?? capital(longDay(locale, day))}</span>
      <span className="ink3">{near ? `${weekday(locale, day)}, ${longDay(locale, day)}` : weekday(locale, day)}</span>
    </li>
  );
}

function Empty() {
  const t = useTranslations('feed');
  return (
    <p className="empty">
      {t('empty')}{' '}
      <Link className="link" href="/simulador">
        {t('emptyAction')}
      </Link>
    </p>
  );
}

/** A decline is news too: the newest one, while it is the last thing that happened. */
function LatestDecline({ today }: { today: string }) {
  const t = useTranslations('feed');
  const why = useTranslations('decline');
  const { snapshot } = useLiveInvoice().state;
  const [decline] = snapshot?.declines ?? [];
  if (!snapshot || !decline || decline.seq < snapshot.seq || dayOf(decline.occurredAt) !== today) return null;
  return (
    <p className="note-line">
      <Icon name="cross" />
      <span>
        <b>{t('declined', { name: decline.merchant.name, amount: formatBrl(decline.amountCents) })}</b>:{' '}
        {why(decline.reason)}
      </span>
    </p>
  );
}

function SkeletonRow() {
  return (
    <li className="line" aria-hidden="true">
      <span className="skel">
        <i style={{ width: '2.5rem', height: '2.5rem' }} />
      </span>
      <span className="skel">
        <i style={{ width: '70%', height: '1rem' }} />
      </span>
    </li>
  );
}
