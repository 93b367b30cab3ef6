import { useLocale, useTranslations } from 'next-intl';
import { fullDay, second } from '../../look/dates.ts';
import { Wide } from '../pieces/wide.tsx';
import { bytesWords, whole } from '../readers/figures.ts';
import type { Run } from './shapes.ts';

/** The last consolidations of the batch bank, the newest first. */
export function RunsTable({ runs }: { runs: readonly Run[] }) {
  const t = useTranslations('bank');
  if (runs.length === 0) return <p className="sm ink2">{t('runsEmpty')}</p>;
  const columns = ['run', 'state', 'folded', 'transactions', 'rows', 'fetches', 'bytes', 'took'] as const;
  return (
    <Wide>
      <table className="sm num">
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" key={column}>
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function RunRow({ run }: { run: Run }) {
  const t = useTranslations('bank');
  const locale = useLocale();
  const { kind, state, afterDay, orderedBy, orderedAt, startedAt, endedAt, work } = run;
  const why = afterDay === null ? t('why-first') : t('why-day', { day: fullDay(locale, afterDay) });
  const count = (value: number | undefined) => (value === undefined ? '–' : whole(value, locale));
  const ms = startedAt && endedAt ? Date.parse(endedAt) - Date.parse(startedAt) : null;
  return (
    <tr>
      <th scope="row">
        {second(locale, startedAt ?? orderedAt)}
        <span className="xs ink2 block">
          {kind === 'tick' ? t('why-tick') : orderedBy === null ? why : t('why-ordered', { by: orderedBy })}
        </span>
      </th>
      <td>{t(`state-${state}`)}</td>
      <td>{count(work?.folded)}</td>
      <td>{count(work?.transactions)}</td>
      <td>{count(work?.rows)}</td>
      <td>{count(work?.fetches)}</td>
      <td>{work ? bytesWords(work.bytes, locale) : '–'}</td>
      <td>
        {ms === null
          ? '–'
          : `${(ms / 1_000).toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 })} s`}
      </td>
    </tr>
  );
}
