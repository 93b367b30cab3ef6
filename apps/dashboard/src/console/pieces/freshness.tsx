'use client';

import { useLocale, useTranslations } from 'next-intl';
import { second } from '../../look/dates.ts';
import type { Polled } from '../poll.ts';
import { StateWords } from './state-words.tsx';

/** How old what is shown is, in words: a value that was not read again says when it was. */
export function Freshness({ state, readAt }: Pick<Polled<unknown>, 'state' | 'readAt'>) {
  const t = useTranslations('console');
  const locale = useLocale();
  const time = readAt === null ? '' : second(locale, readAt);
  return (
    <output className="freshness">
      {state === 'live' && <StateWords tone="live" words={t('live')} beat />}
      {state === 'loading' && <StateWords tone="idle" words={t('loading')} />}
      {state === 'away' && (
        <StateWords tone="attention" words={readAt === null ? t('away') : t('awaySince', { time })} />
      )}
    </output>
  );
}
