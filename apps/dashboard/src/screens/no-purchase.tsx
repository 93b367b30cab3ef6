import Link from 'next/link';
import { useTranslations } from 'next-intl';

export function NoPurchase() {
  const t = useTranslations('purchase');
  const nav = useTranslations('nav');
  return (
    <div className="away">
      <h1>{t('missing')}</h1>
      <p className="ink2">{t('missingHint')}</p>
      <Link className="btn" href="/fatura">
        {nav('back')}
      </Link>
    </div>
  );
}
