import { useLocale, useTranslations } from 'next-intl';
import { second } from '../../look/dates.ts';
import { Wide } from '../pieces/wide.tsx';
import { whole } from '../readers/figures.ts';
import type { Partition } from './shapes.ts';

interface Props {
  partitions: readonly Partition[];
  /** Offsets per cut. */
  cutSize: number;
}

/** Per partition: how far the lake is against the log, and what is final and what is not yet. */
export function PartitionsTable({ partitions, cutSize }: Props) {
  const t = useTranslations('lake');
  if (partitions.length === 0) return <p className="sm ink2">{t('noneYet')}</p>;
  return (
    <Wide>
      <table className="sm num">
        <thead>
          <tr>
            <th scope="col">{t('partition')}</th>
            <th scope="col" className="end">
              {t('logEnd')}
            </th>
            <th scope="col" className="end">
              {t('readTo')}
            </th>
            <th scope="col" className="end">
              {t('missing')}
            </th>
            <th scope="col" className="end">
              {t('finalTo')}
            </th>
            <th scope="col">{t('nextCut')}</th>
            <th scope="col" className="end">
              {t('provisional')}
            </th>
          </tr>
        </thead>
        <tbody>
          {partitions.map((one) => (
            <Row key={one.partition} one={one} cutSize={cutSize} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Row({ one, cutSize }: { one: Partition; cutSize: number }) {
  const t = useTranslations('lake');
  const locale = useLocale();
  const { partition, next, logEnd, cuts, cutUpTo, nextCutAt, tail } = one;
  const missing = logEnd === null ? null : logEnd - next;
  return (
    <tr>
      <th scope="row">{partition}</th>
      <td className="end">{logEnd === null ? '–' : whole(logEnd, locale)}</td>
      <td className="end">{whole(next, locale)}</td>
      <td className="end">
        {missing === null && '–'}
        {missing === 0 && <span className="live-ink">{t('nothingMissing')}</span>}
        {missing !== null && missing > 0 && <b className="attention-ink">{whole(missing, locale)}</b>}
      </td>
      <td className="end">
        {whole(cutUpTo, locale)}
        <span className="xs ink2 block">{t('cuts', { count: cuts })}</span>
      </td>
      <td>
        <span className="bar" aria-hidden="true">
          <i style={{ inlineSize: `${Math.min(100, ((next - cutUpTo) / cutSize) * 100)}%` }} />
        </span>
        <span className="xs ink2 block">{t('nextCutAt', { offset: whole(nextCutAt, locale) })}</span>
      </td>
      <td className="end">
        {whole(tail?.facts ?? 0, locale)}
        {tail && <span className="xs ink2 block">{t('asOf', { time: second(locale, tail.asOf) })}</span>}
      </td>
    </tr>
  );
}
