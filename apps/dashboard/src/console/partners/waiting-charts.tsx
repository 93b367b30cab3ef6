import { useLocale, useTranslations } from 'next-intl';
import { TimeChart } from '../pieces/time-chart.tsx';
import { whole } from '../readers/figures.ts';
import { secondsOf, type WaitingSecond } from './seconds.ts';
import type { Sample } from './shapes.ts';

/** What waits to be sent and what waits to be read, on one scale; and below, what was refused meanwhile. */
export function WaitingCharts({ samples }: { samples: readonly Sample[] }) {
  const t = useTranslations('partners');
  const locale = useLocale();
  const seconds = secondsOf(samples);
  const count = (value: number) => whole(value, locale);
  const series = (name: 'chartWaiting' | 'chartLag' | 'chartRefused', value: (second: WaitingSecond) => number) => ({
    name: t(name),
    points: seconds.map((one) => ({ at: one.second, value: value(one) })),
  });
  const words = (name: 'chartWaiting' | 'chartLag' | 'chartRefused', values: number[]) =>
    t('chartWords', {
      what: t(name),
      last: count(values.at(-1) ?? 0),
      most: count(Math.max(0, ...values)),
      seconds: seconds.length,
    });
  const common = { value: count, time: count, timeName: t('second') };
  return (
    <>
      <TimeChart
        {...common}
        name={t('chartBoth')}
        summary={`${words(
          'chartWaiting',
          seconds.map(({ waiting }) => waiting),
        )}. ${words(
          'chartLag',
          seconds.map(({ lag }) => lag),
        )}`}
        series={[
          { ...series('chartWaiting', ({ waiting }) => waiting), tone: 'attention', fill: 'wash' },
          { ...series('chartLag', ({ lag }) => lag), fill: 'hatch' },
        ]}
      />
      <h3 className="sm ink2">{t('chartRefused')}</h3>
      <TimeChart
        {...common}
        name={t('chartRefused')}
        summary={words(
          'chartRefused',
          seconds.map(({ refused }) => refused),
        )}
        series={[{ ...series('chartRefused', ({ refused }) => refused), tone: 'danger', step: true }]}
        heightRem={6}
      />
    </>
  );
}
