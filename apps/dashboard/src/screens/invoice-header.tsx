'use client';

import { useTranslations } from 'next-intl';
import { FreshnessMark } from './freshness-mark.tsx';

export function InvoiceHeader() {
  const t = useTranslations('invoice');
  return (
    <div className="top">
      <h1>{t('title')}</h1>
      <FreshnessMark />
    </div>
  );
}
