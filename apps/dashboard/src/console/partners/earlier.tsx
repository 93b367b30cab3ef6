import { useLocale, useTranslations } from 'next-intl';
import { second } from '../../look/dates.ts';
import { whole } from '../readers/figures.ts';
import type { Listed } from './shapes.ts';

interface EarlierProps {
  experiments: Listed[];
  shownId: string | null;
  show: (id: string) => void;
}

/** The experiments that are remembered, newest first. */
export function Earlier({ experiments, shownId, show }: EarlierProps) {
  const t = useTranslations('partners');
  const locale = useLocale();
  return (
    <div className="scroll">
      <table className="sm num">
        <thead>
          <tr>
            <th scope="col">{t('when')}</th>
            <th scope="col">{t('facts')}</th>
            <th scope="col">{t('settings')}</th>
            <th scope="col">{t('state')}</th>
            <th scope="col">{t('show')}</th>
          </tr>
        </thead>
        <tbody>
          {experiments.map(({ id, startedAt, facts, settings, state }) => (
            <tr key={id}>
              <th scope="row">{second(locale, startedAt)}</th>
              <td>{whole(facts, locale)}</td>
              <td>
                {whole(settings.arrivalPerSecond, locale)} / {whole(settings.capacityPerSecond, locale)}
              </td>
              <td>{t(`state-${state}`)}</td>
              <td>
                <button type="button" className="btn quiet" aria-pressed={id === shownId} onClick={() => show(id)}>
                  {t('show')}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
