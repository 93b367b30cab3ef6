import { useTranslations } from 'next-intl';
import { shortDay } from '../../../look/dates.ts';
import { TimeChart } from '../../pieces/time-chart.tsx';
import { whole } from '../../readers/figures.ts';
import { useWords } from '../use-words.ts';
import type { Report } from './shapes.ts';

/** Flagged by day, with both sets, and what was fraud. */
export function DaysChart({ tried, against }: { tried: Report; against: Report | null }) {
  const t = useTranslations('fraud');
  const { locale } = useWords([]);
  if (tried.days.length === 0) return null;
  const count = (value: number) => whole(value, locale);
  const points = (days: Report['days'], of: 'flagged' | 'fraud') =>
    days.map((day) => ({ at: Date.parse(`${day.on}T12:00:00Z`), value: day[of] }));
  return (
    <TimeChart
      name={t('daysChart')}
      summary={t('daysChartWords', {
        days: tried.days.length,
        flagged: count(tried.flagged.count),
        fraud: count(tried.fraud.count),
      })}
      series={[
        { name: t('triedFlagged'), points: points(tried.days, 'flagged'), fill: 'wash' },
        ...(against
          ? [
              {
                name: t('activeFlagged'),
                points: points(against.days, 'flagged'),
                tone: 'future',
                dashed: true,
              } as const,
            ]
          : []),
        { name: t('isFraud'), points: points(tried.days, 'fraud'), tone: 'danger' },
      ]}
      value={count}
      time={(at) => shortDay(locale, new Date(at).toISOString().slice(0, 10))}
      timeName={t('day')}
    />
  );
}
