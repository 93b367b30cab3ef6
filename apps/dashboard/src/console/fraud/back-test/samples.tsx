import { formatBrl } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { Wide } from '../../pieces/wide.tsx';
import { instantText, useWords } from '../use-words.ts';
import { scoreText } from '../values.ts';
import type { Report } from './shapes.ts';

/** The highest scores, to see what kind of purchase would be flagged. */
export function Samples({ samples }: Pick<Report, 'samples'>) {
  const t = useTranslations('fraud');
  const { locale } = useWords([]);
  if (samples.length === 0) return null;
  return (
    <details className="twin">
      <summary className="link sm">{t('samples', { count: samples.length })}</summary>
      <Wide>
        <table className="sm num">
          <thead>
            <tr>
              <th scope="col">{t('when')}</th>
              <th scope="col">{t('merchant')}</th>
              <th scope="col">{t('amount')}</th>
              <th scope="col">{t('score')}</th>
              <th scope="col">{t('rule')}</th>
              <th scope="col">{t('holderSaid')}</th>
            </tr>
          </thead>
          <tbody>
            {samples.map(({ purchaseId, at, merchant, amountCents, score, rules, fraud }) => (
              <tr key={purchaseId}>
                <th scope="row">{instantText(locale, at)}</th>
                <td>{merchant}</td>
                <td>{formatBrl(amountCents)}</td>
                <td>{scoreText(score, locale)}</td>
                <td className="mono">{rules.join(', ')}</td>
                <td>{fraud ? t('saidFraud') : t('saidNothing')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </details>
  );
}
