import { useLocale, useTranslations } from 'next-intl';
import { bytesWords, whole } from '../readers/figures.ts';
import type { Overview } from './shapes.ts';

/** How much there is, in four figures. */
export function LakeFigures({ overview }: { overview: Overview }) {
  const t = useTranslations('lake');
  const locale = useLocale();
  const { rows, tailRows, files, tailFiles, bytes, tailBytes, partitions } = overview;
  const perFact = rows > 0 ? t('perFact', { bytes: whole(bytes / rows, locale) }) : t('noCutYet');
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
          <dd>{whole(files + tailFiles, locale)}</dd>
          <dd className="xs ink2">
            {t('finalAndTail', { final: whole(files, locale), tail: whole(tailFiles, locale) })}
          </dd>
        </div>
        <div>
          <dt>{t('bytes')}</dt>
          <dd>{bytesWords(bytes + tailBytes, locale)}</dd>
          <dd className="xs ink2">
            {t('finalAndTail', { final: bytesWords(bytes, locale), tail: bytesWords(tailBytes, locale) })}
          </dd>
          <dd className="xs ink2">{perFact}</dd>
        </div>
      </dl>
    </section>
  );
}
