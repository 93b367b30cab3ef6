import { useLocale, useTranslations } from 'next-intl';
import { second as clock } from '../../look/dates.ts';
import { TimeChart } from '../pieces/time-chart.tsx';
import { rounded, whole } from '../readers/figures.ts';
import { usePace } from './use-analytics.ts';

/** Purchases and declines, second by second, as the reader counted them. */
export function PaceChart({ portfolio }: { portfolio: string }) {
  const t = useTranslations('analytics');
  const locale = useLocale();
  const { value } = usePace(portfolio);
  const seconds = value?.seconds ?? [];
  const count = (one: number) => whole(one, locale);
  const of = (field: 'purchases' | 'declines') => seconds.map((one) => ({ at: one.second * 1_000, value: one[field] }));
  const sum = (field: 'purchases' | 'declines') => seconds.reduce((total, one) => total + one[field], 0);
  const perSecond = seconds.length === 0 ? 0 : sum('purchases') / seconds.length;
  const behind = value?.behind ?? 0;
  return (
    <section className="card pad" aria-labelledby="h-pace">
      <h2 id="h-pace">{t('pace')}</h2>
      <p className="sm ink2">{t('paceLead')}</p>
      <TimeChart
        name={t('paceChart')}
        summary={t('paceWords', {
          purchases: count(sum('purchases')),
          declines: count(sum('declines')),
          rate: rounded(perSecond, locale),
        })}
        series={[
          { name: t('purchases'), points: of('purchases'), tone: 'live', fill: 'wash' },
          { name: t('declines'), points: of('declines'), tone: 'danger' },
        ]}
        value={count}
        time={(at) => clock(locale, at)}
        timeName={t('second')}
      />
      <p className="row wrap between sm ink2 num">
        <span>
          {t('paceWords', {
            purchases: count(sum('purchases')),
            declines: count(sum('declines')),
            rate: rounded(perSecond, locale),
          })}
        </span>
        <span data-testid="behind">{behind === 0 ? t('upToDate') : t('behind', { count: behind })}</span>
      </p>
    </section>
  );
}
