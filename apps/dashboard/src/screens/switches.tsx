'use client';

import { useRouter } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { Icon } from '../look/icon.tsx';
import { THEME_COOKIE } from '../look/theme.ts';

/** `wide`: with its words, in the rail; else an icon with a name. */
export function ThemeSwitch({ wide = false }: { wide?: boolean }) {
  const t = useTranslations('nav');
  const change = () => {
    const root = document.documentElement;
    const dark = root.dataset['theme']
      ? root.dataset['theme'] === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset['theme'] = dark ? 'light' : 'dark';
    document.cookie = `${THEME_COOKIE}=${root.dataset['theme']}; path=/; max-age=31536000; samesite=lax`;
  };
  return (
    <button type="button" className={wide ? 'nav' : 'btn quiet icon'} onClick={change} aria-label={t('theme')}>
      <Icon name="sun" />
      {wide && t('theme')}
    </button>
  );
}

export function LanguageSwitch({ wide = false }: { wide?: boolean }) {
  const t = useTranslations('nav');
  const router = useRouter();
  const other = useLocale() === 'en' ? 'pt-BR' : 'en';
  const change = async () => {
    await fetch('/api/language', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ language: other }),
    });
    router.refresh();
  };
  return (
    <button
      type="button"
      className={wide ? 'nav' : 'btn quiet icon'}
      onClick={() => void change()}
      aria-label={t('language')}
      lang={other}
    >
      <Icon name="languages" />
      {wide && t('language')}
    </button>
  );
}
