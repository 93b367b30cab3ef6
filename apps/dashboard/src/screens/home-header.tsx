'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useLiveInvoice } from '../live/provider.tsx';
import { Icon } from '../look/icon.tsx';
import { LanguageSwitch, ThemeSwitch } from './switches.tsx';

export function HomeHeader() {
  const t = useTranslations('home');
  const nav = useTranslations('nav');
  const { state, person } = useLiveInvoice();
  const [card] = state.snapshot?.cards ?? [];
  return (
    <div className="top">
      <h1>{t('hello', { name: person.name })}</h1>
      <Link className="btn primary me-2 hidden lg:inline-flex" href="/simulador">
        <Icon name="tap" />
        {nav('simulate')}
      </Link>
      <span className="flex lg:hidden">
        <LanguageSwitch />
        <ThemeSwitch />
      </span>
      <Link
        className="chip num"
        href="/"
        aria-label={`${card ? t('cardEnding', { last4: card.last4 }) : ''}. ${nav('switchPerson')}`}
      >
        <Icon name="card" />
        {card && t('cardEnding', { last4: card.last4 })}
      </Link>
    </div>
  );
}
