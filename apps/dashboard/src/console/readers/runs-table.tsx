import { useLocale, useTranslations } from 'next-intl';
import { second } from '../../look/dates.ts';
import { Wide } from '../pieces/wide.tsx';
import { bytesWords, perFetch, rounded, whole } from './figures.ts';
import type { EarlierRun } from './shapes.ts';

/** Runs under each other, the newest first; a bar shows how many fetches each took. */
export function RunsTable({ runs }: { runs: EarlierRun[] }) {
  const t = useTranslations('readers');
  const locale = useLocale();
  if (runs.length === 0) return <p className="sm ink2 chart-empty">{t('runsEmpty')}</p>;
  const most = Math.max(...runs.map(({ fetches }) => fetches), 1);
  return (
    <Wide>
      <table className="sm num runs">
        <thead>
          <tr>
            <th scope="col">{t('run')}</th>
            <th scope="col">{t('size')}</th>
            <th scope="col">{t('batch')}</th>
            <th scope="col">{t('read')}</th>
            <th scope="col">{t('fetches')}</th>
            <th scope="col">{t('factsPerFetch')}</th>
            <th scope="col">{t('bytesPerFetch')}</th>
            <th scope="col">{t('took')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.startedAt} run={run} most={most} locale={locale} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function RunRow({ run, most, locale }: { run: EarlierRun; most: number; locale: string }) {
  const t = useTranslations('readers');
  const per = perFetch(run);
  const { from } = run.choice;
  const began =
    typeof from === 'string' ? t(`from-${from}`) : 'day' in from ? from.day : `${t('offset')}: ${from.offset}`;
  return (
    <tr>
      <th scope="row">
        {second(locale, run.startedAt)}
        <span className="xs ink2 block">
          {began} · {t(`state-${run.state}`)}
        </span>
      </th>
      <td>{bytesWords(run.pace.fetchBytes, locale)}</td>
      <td>{run.pace.batch === null ? t('batchAll') : whole(run.pace.batch, locale)}</td>
      <td>{whole(run.facts, locale)}</td>
      <td>
        <span className="bar" aria-hidden="true">
          <i style={{ inlineSize: `${(run.fetches / most) * 100}%` }} />
        </span>
        <b>{whole(run.fetches, locale)}</b>
      </td>
      <td>{per ? rounded(per.facts, locale) : '–'}</td>
      <td>{per ? bytesWords(per.bytes, locale) : '–'}</td>
      <td>{(run.ms / 1_000).toLocaleString(locale, { maximumFractionDigits: 1 })} s</td>
    </tr>
  );
}
