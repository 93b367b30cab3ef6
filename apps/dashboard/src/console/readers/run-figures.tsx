import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { bytesWords, perFetch, rounded, whole } from './figures.ts';
import type { Run } from './shapes.ts';

/** How far the run came and what it took, in four figures. */
export function RunFigures({ run }: { run: Run | null }) {
  const t = useTranslations('readers');
  const locale = useLocale();
  const per = run && perFetch(run);
  const done = run && run.total > 0 ? Math.min(1, (run.facts + run.skipped) / run.total) : 0;
  return (
    <div className="figures">
      <p className="row wrap between sm">
        <span className="med" data-testid="run-state">
          {t(`state-${run?.state ?? 'none'}`)}
          {run?.trouble != null && run.state === 'reading' && run.facts === 0 && (
            <span className="ink2"> · {t('waiting', { why: run.trouble })}</span>
          )}
        </span>
        {run && run.purchases > 0 && (
          <span className="num ink2">
            {formatBrl(run.purchasedCents)} {t('purchased', { count: run.purchases })}
          </span>
        )}
      </p>
      <div className="done" aria-hidden="true">
        <i style={{ inlineSize: `${done * 100}%` }} />
      </div>
      <dl className="num">
        <div>
          <dt>{t('read')}</dt>
          <dd data-testid="run-facts">{whole(run?.facts ?? 0, locale)}</dd>
          <dd className="xs ink2">
            {run && t('of', { total: whole(run.total, locale) })}
            {run && run.skipped > 0 && `, ${t('passed', { count: whole(run.skipped, locale) })}`}
          </dd>
        </div>
        <div>
          <dt>{t('fetches')}</dt>
          <dd data-testid="run-fetches">{whole(run?.fetches ?? 0, locale)}</dd>
        </div>
        <div>
          <dt>{t('factsPerFetch')}</dt>
          <dd>{per ? rounded(per.facts, locale) : '–'}</dd>
        </div>
        <div>
          <dt>{t('bytesPerFetch')}</dt>
          <dd>{per ? bytesWords(per.bytes, locale) : '–'}</dd>
        </div>
      </dl>
    </div>
  );
}
