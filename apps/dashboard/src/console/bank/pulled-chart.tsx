import { useLocale, useTranslations } from 'next-intl';
import { second } from '../../look/dates.ts';
import { TimeChart } from '../pieces/time-chart.tsx';
import { whole } from '../readers/figures.ts';
import { stepsOf } from './figures.ts';
import type { Second } from './shapes.ts';

interface Props {
  live: readonly Second[];
  batch: readonly Second[];
  /** Seconds since 1970. */
  now: number;
}

/** When each of both pulls: a stream all the time, a night all at once. */
export function PulledChart({ live, batch, now }: Props) {
  const t = useTranslations('bank');
  const locale = useLocale();
  const steps = stepsOf(live, batch, now);
  const count = (value: number) => whole(value, locale);
  const most = (name: 'live' | 'batch') => count(Math.max(...steps.map((step) => step[name])));
  const points = (name: 'live' | 'batch') => steps.map((step) => ({ at: step.at, value: step[name] }));
  return (
    <TimeChart
      name={t('pulledName')}
      summary={t('pulledWords', { live: most('live'), batch: most('batch') })}
      value={count}
      time={(at) => second(locale, at * 1_000)}
      timeName={t('time')}
      series={[
        { name: t('liveShort'), points: points('live'), tone: 'live', fill: 'wash' },
        { name: t('batchShort'), points: points('batch'), tone: 'attention', step: true, fill: 'hatch' },
      ]}
    />
  );
}
