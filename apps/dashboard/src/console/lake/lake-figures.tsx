import { useLocale, useTranslations } from 'next-intl';
import { bytesWords, whole } from '../readers/figures.ts';
import type { Overview } from './shapes.ts';

/** How much there is, in four figures. */
export function LakeFigures({ overview }: { overview: Overview }) {
  const t = useTranslations('lake');
  const locale = useLocale();
  const { rows, tailRows, files, bytes, partitions } = overview;
  const known = partitions.every(({ logEnd }) => logEnd !== null);
  const behind = partitions.reduce((sum, { next, logEnd }) => sum + (logEnd ?? next) - next, 0);
  return (
    <section className="card pad" aria-label={t('figures')}>
      <dl className="num">
        <div>
          <dt>{t('facts')}</dt>
          <dd data-testid="lake-facts">{whole(rows + tailRows, locale)}</dd>
          <dd className="xs ink2">
            {t('finalAndTail', { final: whole(rows, locale), tail: whole(tailRows, locale) })}
          </dd>
        </div>
        <div>
          <dt>{t('behind')}</dt>
          <dd data-testid="lake-behind">{known ? whole(behind, locale) : '–'}</dd>
          <dd className="xs ink2">{known ? t('behindSays', { count: behind }) : t('logAway')}</dd>
        </div>
        <div>
          <dt>{t('files')}</dt>
          <dd>{whole(files, locale)}</dd>
          <dd className="xs ink2">{t('filesSays')}</dd>
        </div>
        <div>
          <dt>{t('bytes')}</dt>
          <dd>{bytesWords(bytes, locale)}</dd>
          <dd className="xs ink2">{rows > 0 ? t('perFact', { bytes: whole(bytes / rows, locale) }) : t('noCutYet')}</dd>
        </div>
      </dl>
    </section>
  );
}
