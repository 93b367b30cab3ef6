import { useLocale, useTranslations } from 'next-intl';
import { dayOf, second, shortDay } from '../../look/dates.ts';
import { StateWords } from '../pieces/state-words.tsx';
import { Twin } from '../pieces/twin.tsx';
import { bytesWords, whole } from '../readers/figures.ts';
import type { Overview } from './shapes.ts';

/** What was made of many small files, and what lies in the object store. */
export function MergesAndUploads({ merges, uploads }: Pick<Overview, 'merges' | 'uploads'>) {
  return (
    <div className="side-by-side">
      <Merges merges={merges} />
      <Uploads uploads={uploads} />
    </div>
  );
}

function Merges({ merges: { count, replaced, newest } }: Pick<Overview, 'merges'>) {
  const t = useTranslations('lake');
  const locale = useLocale();
  return (
    <section className="card pad" aria-labelledby="h-merges">
      <h2 id="h-merges">{t('merges')}</h2>
      <p className="sm ink2">{t('mergesLead')}</p>
      <p className="sm num">
        {count === 0 ? t('noMerges') : t('merged', { count, replaced: whole(replaced, locale) })}
      </p>
      {count > 0 && (
        <Twin
          caption={t('mergesTable')}
          columns={[t('day'), t('type'), t('replacedFiles'), t('facts'), t('bytes')]}
          rows={newest.map((merge) => [
            `${shortDay(locale, merge.date)} ${merge.date.slice(0, 4)}`,
            merge.type,
            whole(merge.replaced, locale),
            whole(merge.rows, locale),
            bytesWords(merge.bytes, locale),
          ])}
        />
      )}
    </section>
  );
}

function Uploads({ uploads }: Pick<Overview, 'uploads'>) {
  const t = useTranslations('lake');
  const locale = useLocale();
  const time = (instant: string) => `${shortDay(locale, dayOf(instant))}, ${second(locale, instant)}`;
  return (
    <section className="card pad" aria-labelledby="h-uploads">
      <h2 id="h-uploads">{t('uploads')}</h2>
      <p className="sm ink2">{t('uploadsLead')}</p>
      {uploads === null ? (
        <StateWords tone="idle" words={t('noStore')} />
      ) : (
        <>
          {uploads.trouble !== null && (
            <StateWords tone="danger" words={t('uploadTrouble', { why: uploads.trouble })} />
          )}
          {uploads.trouble === null && uploads.waiting === 0 && <StateWords tone="live" words={t('allUploaded')} />}
          {uploads.trouble === null && uploads.waiting > 0 && (
            <StateWords tone="attention" words={t('uploading', { count: uploads.waiting })} />
          )}
          <p className="sm num">
            {t('uploaded', { count: uploads.objects, bytes: bytesWords(uploads.bytes, locale) })}
            {uploads.lastAt !== null && (
              <span className="ink2"> · {t('lastUpload', { time: time(uploads.lastAt) })}</span>
            )}
          </p>
        </>
      )}
    </section>
  );
}
