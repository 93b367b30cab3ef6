import { useTranslations } from 'next-intl';
import { Icon } from '../look/icon.tsx';
import { Retry } from './retry.tsx';

/** What is safe, what failed and what to do; in place of the content that could not be read. */
export function Unreadable() {
  const t = useTranslations('away');
  return (
    <section className="card pad" aria-live="polite">
      <p className="row med text-danger">
        <Icon name="offline" />
        {t('title')}
      </p>
      <p className="sm ink2 mt-2">
        {t('text')} <Retry label={t('retry')} />
      </p>
    </section>
  );
}
