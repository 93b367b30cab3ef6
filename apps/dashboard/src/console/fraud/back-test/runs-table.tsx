import { useTranslations } from 'next-intl';
import { Wide } from '../../pieces/wide.tsx';
import { instantText, useWords } from '../use-words.ts';
import { useRunWords } from './run-words.ts';
import type { Listed } from './shapes.ts';

interface Props {
  runs: readonly Listed[];
  shownId: string | null;
  show: (id: string) => void;
}

/** The back-tests that are remembered, the newest first. */
export function RunsTable({ runs, shownId, show }: Props) {
  const t = useTranslations('fraud');
  const { locale } = useWords([]);
  const words = useRunWords();
  return (
    <Wide>
      <table className="sm num">
        <thead>
          <tr>
            <th scope="col">{t('when')}</th>
            <th scope="col">{t('whichRules')}</th>
            <th scope="col">{t('span')}</th>
            <th scope="col">{t('portfolio')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{t('doNext')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <th scope="row">{instantText(locale, run.startedAt)}</th>
              <td>{words.rules(run)}</td>
              <td>{words.days(run)}</td>
              <td>{run.portfolio ?? t('allPortfolios')}</td>
              <td>{t(`run-${run.state}`)}</td>
              <td>
                <button type="button" className="btn" aria-pressed={run.id === shownId} onClick={() => show(run.id)}>
                  {t('show')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
