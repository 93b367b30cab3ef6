'use client';

import { useTranslations } from 'next-intl';

/** What is safe, what failed, what to do. */
export default function ErrorPage({ reset }: { reset: () => void }) {
  const t = useTranslations('away');
  return (
    <main className="away">
      <h1>{t('title')}</h1>
      <p className="ink2">{t('text')}</p>
      <button type="button" className="btn primary" onClick={reset}>
        {t('retry')}
      </button>
    </main>
  );
}
