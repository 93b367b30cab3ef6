import Link from 'next/link';
import { useTranslations } from 'next-intl';

export default function NotFound() {
  const t = useTranslations('away');
  return (
    <main className="away">
      <h1>{t('notFound')}</h1>
      <p className="ink2">{t('notFoundText')}</p>
      <Link className="btn" href="/">
        {t('home')}
      </Link>
    </main>
  );
}
