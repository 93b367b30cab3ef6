import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Drafting } from '../rules/use-draft.ts';
import type { Rules } from '../shapes.ts';
import { RunReport } from './report.tsx';
import { RunsTable } from './runs-table.tsx';
import { type BackTestOrder, useBackTests } from './use-back-tests.ts';
import { WishForm } from './wish-form.tsx';

/** Rules tried on the log before they decide, beside those that decide now. */
export function BackTestPanel({ known, draft }: { known: Rules; draft: Drafting }) {
  const t = useTranslations('fraud');
  const [shownId, setShownId] = useState<string | null>(null);
  const { polled, refusal, errors, busy, ask } = useBackTests(shownId);
  const tests = polled.value;
  const isRunning = tests?.runs.some(({ state }) => state === 'running') ?? false;
  const start = async (wish: BackTestOrder) => {
    const started = await ask(wish);
    if (started) setShownId(started.id);
  };
  const inDraft = errors.some(({ field }) => field.startsWith('rules.'));
  const inWish = errors.some(({ field }) => ['version', 'portfolio', 'from', 'to'].includes(field));
  const refused = inDraft
    ? t('draftToCorrect')
    : inWish
      ? t('wishToCorrect')
      : refusal !== null
        ? t('refused', { why: refusal })
        : '';
  return (
    <>
      <section className="card pad" aria-labelledby="h-try">
        <div>
          <h2 id="h-try">{t('try')}</h2>
          <p className="sm ink2">{t('tryLead')}</p>
        </div>
        <WishForm
          known={known}
          draft={draft}
          portfolios={tests?.portfolios ?? []}
          disabled={busy || isRunning || tests === null}
          refused={errors.map(({ field }) => field)}
          start={(wish) => void start(wish)}
        />
        <output className="sm field-error">{refused}</output>
      </section>
      {tests?.shown && <RunReport run={tests.shown} />}
      {tests && tests.runs.length === 0 && <p className="card pad sm ink2">{t('noRuns')}</p>}
      {tests && tests.runs.length > 0 && (
        <section className="card pad" aria-labelledby="h-runs">
          <h2 id="h-runs">{t('runs')}</h2>
          <RunsTable runs={tests.runs} shownId={tests.shown?.id ?? null} show={setShownId} />
        </section>
      )}
    </>
  );
}
