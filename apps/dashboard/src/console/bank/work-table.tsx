import { useLocale, useTranslations } from 'next-intl';
import { Wide } from '../pieces/wide.tsx';
import { bytesWords, rounded, whole } from '../readers/figures.ts';
import { MEASURES, type Measure, perThousand } from './figures.ts';
import type { Work } from './shapes.ts';

/** What a thousand facts cost each way: bars on one scale per measure, with their numbers. */
export function WorkTable({ live, batch }: { live: Work; batch: Work }) {
  const t = useTranslations('bank');
  const locale = useLocale();
  return (
    <Wide>
      <table className="sm num bank-work">
        <thead>
          <tr>
            <th scope="col">{t('measure')}</th>
            <th scope="col">{t('liveShort')}</th>
            <th scope="col">{t('batchShort')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{t('folded')}</th>
            <td>{whole(live.folded, locale)}</td>
            <td>{whole(batch.folded, locale)}</td>
          </tr>
          {MEASURES.map((measure) => (
            <MeasureRow key={measure} measure={measure} live={live} batch={batch} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function MeasureRow({ measure, live, batch }: { measure: Measure; live: Work; batch: Work }) {
  const t = useTranslations('bank');
  const locale = useLocale();
  const values = [perThousand(live, measure), perThousand(batch, measure)];
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const words = (value: number) => (measure === 'bytes' ? bytesWords(value, locale) : rounded(value, locale));
  return (
    <tr>
      <th scope="row">{t(`per-${measure}`)}</th>
      {values.map((value, way) => (
        <td key={way === 0 ? 'live' : 'batch'}>
          <span className={way === 0 ? 'bar tone-live' : 'bar tone-attention'} aria-hidden="true">
            <i style={{ inlineSize: `${((value ?? 0) / most) * 100}%` }} />
          </span>
          {value === null ? '–' : `${words(value)}${measure === 'workMs' ? ' ms' : ''}`}
        </td>
      ))}
    </tr>
  );
}
