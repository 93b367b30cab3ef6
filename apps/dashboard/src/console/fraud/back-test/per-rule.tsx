import { formatBrl } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { Wide } from '../../pieces/wide.tsx';
import { whole } from '../../readers/figures.ts';
import { useWords } from '../use-words.ts';
import { percentText } from '../values.ts';
import type { Report } from './shapes.ts';

/** Each rule by itself; several may hold for one purchase. */
export function PerRule({ rules }: { rules: Report['rules'] }) {
  const t = useTranslations('fraud');
  const { locale } = useWords([]);
  return (
    <Wide>
      <table className="sm num sides">
        <caption className="sr">{t('perRule')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('rule')}</th>
            <th scope="col">{t('held')}</th>
            <th scope="col">{t('caught')}</th>
            <th scope="col">{t('wrong')}</th>
            <th scope="col">{t('precision')}</th>
            <th scope="col">{t('recall')}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map(({ name, flagged, caught, wrong, precision, recall }) => (
            <tr key={name} data-testid={`by-${name}`}>
              <th scope="row" className="mono">
                {name}
              </th>
              <td>
                <b>{whole(flagged.count, locale)}</b> <span className="ink2">{formatBrl(flagged.cents)}</span>
              </td>
              <td>{whole(caught.count, locale)}</td>
              <td>{whole(wrong.count, locale)}</td>
              <td>{percentText(precision, locale)}</td>
              <td>{percentText(recall, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
