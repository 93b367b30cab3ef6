'use client';

import type { InvoiceSnapshot } from '@faturaviva/events';
import { formatBrl } from '@faturaviva/money';
import { useLocale, useTranslations } from 'next-intl';
import { monthName, shortDay } from '../look/dates.ts';
import { HEIGHT, paceOf, WIDTH } from '../look/pace.ts';

/** What was spent so far against the same days of the last cycle: steps, because sums change at purchases. */
export function PaceLine({ snapshot, today }: { snapshot: InvoiceSnapshot; today: string }) {
  const t = useTranslations('hero');
  const locale = useLocale();
  const { open, previous, pace: days } = snapshot;
  const pace = paceOf(today, { ...open, days: days.open }, previous && { ...previous, days: days.previous });
  return (
    <figure className="pace">
      <div className="relative" aria-hidden="true">
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
          {pace.previous && (
            <path
              d={pace.previous}
              fill="none"
              stroke="var(--on-panel-2)"
              strokeOpacity=".75"
              strokeWidth="1.5"
              strokeDasharray="3 4"
              vectorEffect="non-scaling-stroke"
            />
          )}
          <path d={pace.area} fill="rgba(87,227,176,.10)" />
          <path
            d={pace.open}
            fill="none"
            stroke="var(--on-panel-live)"
            strokeWidth="2.25"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </svg>
        <span className="at" style={{ transform: `translate(${pace.end.left}%, ${pace.end.top}%)` }}>
          <span className="end-dot" />
        </span>
      </div>
      <figcaption className="axis">
        <span>{shortDay(locale, open.opensOn)}</span>
        <span className="num">
          <span className="sr">{t('paceLabel')}: </span>
          {usePaceWords(pace.aheadCents, previous?.dueOn)}
        </span>
        <span>{shortDay(locale, open.closesOn)}</span>
      </figcaption>
    </figure>
  );
}

function usePaceWords(aheadCents: number | null, previousDueOn: string | undefined): string {
  const t = useTranslations('hero');
  const locale = useLocale();
  if (aheadCents === null || !previousDueOn) return t('firstCycle');
  const month = monthName(locale, previousDueOn);
  if (aheadCents === 0) return t('equal', { month });
  return t(aheadCents < 0 ? 'below' : 'above', { amount: formatBrl(Math.abs(aheadCents)), month });
}
