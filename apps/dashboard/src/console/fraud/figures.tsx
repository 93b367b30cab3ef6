import { useTranslations } from 'next-intl';
import { second } from '../../look/dates.ts';
import { TimeChart } from '../pieces/time-chart.tsx';
import { rounded, whole } from '../readers/figures.ts';
import type { Statistics, Version } from './shapes.ts';
import { useWords } from './use-words.ts';

interface Props {
  statistics: Statistics;
  active: Version | null;
}

/** How fast purchases are scored, how soon after they were made, and who decides. */
export function Figures({ statistics, active }: Props) {
  const t = useTranslations('fraud');
  const { locale } = useWords([]);
  const { latencyMs, alerts, perSecond, scorer } = statistics;
  const ms = (value: number | null) => (value === null ? '–' : `${whole(Math.round(value), locale)} ms`);
  const model = scorer?.split('+model:')[1];
  return (
    <section className="card pad" aria-label={t('figures')}>
      <dl className="num desk-figures">
        <Figure name={t('perSecond')} value={rounded(perSecond, locale)} says={t('ofTenSeconds')} />
        <Figure
          name={t('latency')}
          value={ms(latencyMs.p50)}
          says={
            latencyMs.p99 === null
              ? t('latencyNone', { minutes: statistics.minutes })
              : t('latencySays', { p99: ms(latencyMs.p99), minutes: statistics.minutes })
          }
        />
        <Figure
          name={t('alertsPerHour')}
          value={whole(alerts.lastHour, locale)}
          says={t('openAlerts', { count: alerts.open })}
        />
        <Figure
          name={t('scorer')}
          value={active ? t('rulesVersion', { version: active.version }) : '–'}
          says={model === undefined ? t('noModel') : t('model', { version: model })}
        />
      </dl>
      <Parts statistics={statistics} />
    </section>
  );
}

function Figure({ name, value, says }: { name: string; value: string; says: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
      <dd className="xs ink2">{says}</dd>
    </div>
  );
}

function Parts({ statistics: { parts } }: Pick<Props, 'statistics'>) {
  const t = useTranslations('fraud');
  const { locale } = useWords([]);
  const rate = (of: 'scored' | 'flagged') =>
    parts.values.map((part) => ({ at: Date.parse(part.at), value: part[of] / parts.seconds }));
  const last = parts.values.at(-1);
  const words = (value: number) => rounded(value, locale);
  return (
    <TimeChart
      name={t('chart')}
      summary={t('chartWords', {
        scored: words((last?.scored ?? 0) / parts.seconds),
        flagged: words((last?.flagged ?? 0) / parts.seconds),
      })}
      series={[
        { name: t('chartScored'), points: rate('scored'), fill: 'wash' },
        { name: t('chartFlagged'), points: rate('flagged'), tone: 'danger' },
      ]}
      value={words}
      time={(at) => second(locale, at)}
      timeName={t('time')}
      heightRem={6}
    />
  );
}
