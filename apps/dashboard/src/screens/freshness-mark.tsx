'use client';

import { useLocale, useTranslations } from 'next-intl';
import { freshness } from '../live/freshness.ts';
import { useLiveInvoice } from '../live/provider.tsx';
import { waiting } from '../live/state.ts';
import { useNow } from '../live/use-now.ts';
import { hour } from '../look/dates.ts';
import { Icon } from '../look/icon.tsx';

interface Mark {
  tone: 'live' | 'attention' | 'danger' | 'quiet';
  sign: 'beat' | 'dot' | 'spin' | 'offline' | 'pause';
  word: string;
  rest: string;
}

/** How current the page is, always in the same place and height; word, sign and colour say the same. */
export function FreshnessMark({ onPanel = false }: { onPanel?: boolean }) {
  const mark = useMark(!onPanel);
  const tone = onPanel
    ? { live: '', attention: 'attention', danger: 'attention', quiet: 'quiet' }[mark.tone]
    : { live: 'text-live', attention: 'text-attention', danger: 'text-danger', quiet: 'text-ink-2' }[mark.tone];
  return (
    <p className={onPanel ? 'st' : 'row sm'} data-freshness={mark.tone}>
      <b className={`med inline-flex items-center gap-2 ${tone}`}>
        {mark.sign === 'beat' && <span className="dot beat" />}
        {mark.sign === 'dot' && <span className="dot" />}
        {mark.sign === 'spin' && <Icon name="reload" spin />}
        {mark.sign === 'offline' && <Icon name="offline" />}
        {mark.sign === 'pause' && <Icon name="pause" />}
        {mark.word}
      </b>
      <span className={onPanel ? 'num' : 'num ink2'}>{mark.rest}</span>
    </p>
  );
}

function useMark(short: boolean): Mark {
  const t = useTranslations('freshness');
  const locale = useLocale();
  const { state } = useLiveInvoice();
  const now = useNow();
  const age = freshness(state, now ?? 0);
  switch (age.kind) {
    case 'loading':
      return { tone: 'quiet', sign: 'spin', word: t('loading'), rest: t('firstRead') };
    case 'reconnecting':
      return {
        tone: 'attention',
        sign: 'spin',
        word: t('reconnecting'),
        rest: t('lastRead', { seconds: Math.floor(age.ageMs / 1000) }),
      };
    case 'stale':
      return {
        tone: 'danger',
        sign: 'offline',
        word: t('stale', { time: hour(locale, age.since) }),
        rest: t('staleHint'),
      };
    case 'live':
      break;
  }
  if (state.missed)
    return { tone: 'live', sign: 'dot', word: t('back'), rest: t('missed', { count: state.missed.count }) };
  if (state.paused) {
    return { tone: 'quiet', sign: 'pause', word: t('paused'), rest: t('waiting', { count: waiting(state).length }) };
  }
  const empty = state.snapshot?.open.lineCount === 0;
  const seconds = Math.floor(age.ageMs / 1000);
  return {
    tone: 'live',
    sign: 'beat',
    word: t('live'),
    rest: short ? t('ago', { seconds }) : empty ? t('empty') : t('updated', { seconds }),
  };
}
