import { useLocale, useTranslations } from 'next-intl';
import { shortDay } from '../../look/dates.ts';
import { Wide } from '../pieces/wide.tsx';
import { bytesWords, whole } from '../readers/figures.ts';
import type { Overview } from './shapes.ts';

/** Per day, the newest first: facts, final files and their size. */
export function DaysTable({ days }: { days: Overview['days'] }) {
  const t = useTranslations('lake');
  const locale = useLocale();
  if (days.length === 0) return <p className="sm ink2">{t('noneYet')}</p>;
  const most = Math.max(...days.map(({ rows, tailRows }) => rows + tailRows), 1);
  return (
    <Wide>
      <table className="sm num">
        <thead>
          <tr>
            <th scope="col">{t('day')}</th>
            <th scope="col">{t('facts')}</th>
            <th scope="col" className="end">
              {t('provisionalOf')}
            </th>
            <th scope="col" className="end">
              {t('finalFiles')}
            </th>
            <th scope="col" className="end">
              {t('finalBytes')}
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map(({ date, files, rows, bytes, tailRows }) => (
            <tr key={date}>
              <th scope="row">{`${shortDay(locale, date)} ${date.slice(0, 4)}`}</th>
              <td>
                <span className="bar" aria-hidden="true">
                  <i style={{ inlineSize: `${((rows + tailRows) / most) * 100}%` }} />
                </span>
                <b>{whole(rows + tailRows, locale)}</b>
              </td>
              <td className="end">{whole(tailRows, locale)}</td>
              <td className="end">{whole(files, locale)}</td>
              <td className="end">{bytesWords(bytes, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
