import { useTranslations } from 'next-intl';
import { whole } from '../../readers/figures.ts';
import { useWords } from '../use-words.ts';
import { DaysChart } from './days-chart.tsx';
import { PerRule } from './per-rule.tsx';
import { useRunWords } from './run-words.ts';
import { Samples } from './samples.tsx';
import type { Run } from './shapes.ts';
import { SideBySide } from './side-by-side.tsx';

/** One back-test: how far it came, and then what the rules would have flagged beside those that decide. */
export function RunReport({ run }: { run: Run }) {
  const t = useTranslations('fraud');
  const words = useRunWords();
  const { report, against } = run;
  return (
    <section className="card pad" aria-labelledby="h-report">
      <div>
        <h2 id="h-report">{words.rules(run)}</h2>
        <p className="sm ink2">
          {words.days(run)} · {run.portfolio ?? report?.portfolios.join(', ') ?? t('allPortfolios')}
        </p>
      </div>
      <Progress run={run} />
      {report && (
        <>
          <SideBySide tried={report} against={report.against ?? null} againstVersion={against} />
          {report.unsettled > 0 && <p className="sm ink2">{t('unsettled', { count: report.unsettled })}</p>}
          <DaysChart tried={report} against={report.against ?? null} />
          <h3>{t('perRule')}</h3>
          <PerRule rules={report.rules} />
          <Samples samples={report.samples} />
        </>
      )}
    </section>
  );
}

function Progress({ run: { state, read, total, note } }: { run: Run }) {
  const t = useTranslations('fraud');
  const { locale } = useWords([]);
  return (
    <div className="run-progress">
      <p className="row wrap between sm">
        <output className="med" data-testid="run-state">
          {t(`run-${state}`)}
          {note !== null && state === 'failed' && `: ${note}`}
        </output>
        {total > 0 && (
          <span className="num ink2">{t('factsRead', { read: whole(read, locale), total: whole(total, locale) })}</span>
        )}
      </p>
      {state === 'running' && <progress aria-label={t('progress')} max={Math.max(total, 1)} value={read} />}
    </div>
  );
}
