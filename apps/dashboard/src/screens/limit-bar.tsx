'use client';

import type { InvoiceSnapshot } from '@faturaviva/events';
import { formatBrl } from '@faturaviva/money';
import { useTranslations } from 'next-intl';
import { type RefObject, useLayoutEffect, useRef } from 'react';

/** Solid: this invoice and what is held beside it. Hatched: instalments to come. Empty: what is left. Widths are shares of the limit. */
export function LimitBar({ limit, className = '' }: { limit: InvoiceSnapshot['limit']; className?: string }) {
  const t = useTranslations('limit');
  const bar = useRef<HTMLDivElement>(null);
  const { limitCents, futureCents, availableCents } = limit;
  const nowCents = limit.openCents + limit.pendingCents;
  useSlide(bar, `${nowCents}/${futureCents}/${limitCents}`);
  const whole = Math.max(limitCents, nowCents + futureCents, 1);
  const share = (cents: number) => `${(Math.max(cents, 0) / whole) * 100}%`;
  const label = t('label', {
    limit: formatBrl(limitCents),
    now: formatBrl(nowCents),
    future: formatBrl(futureCents),
    free: formatBrl(availableCents),
  });
  return (
    <>
      <p className="sr">{label}</p>
      <div ref={bar} className={`limit ${className}`} aria-hidden="true">
        {nowCents > 0 && <i className="k-now" style={{ width: share(nowCents) }} />}
        {futureCents > 0 && <i className="k-future" style={{ width: share(futureCents) }} />}
        {availableCents > 0 && <i className="k-free" style={{ flex: 1 }} />}
      </div>
    </>
  );
}

/** The layout changes once; the parts then move from where they were by transform alone. */
function useSlide(bar: RefObject<HTMLDivElement | null>, change: string): void {
  const before = useRef<Map<string, { left: number; width: number }>>(new Map());
  useLayoutEffect(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const now = new Map<string, { left: number; width: number }>();
    for (const part of bar.current?.children ?? []) {
      if (!(part instanceof HTMLElement)) continue;
      const box = { left: part.offsetLeft, width: part.offsetWidth };
      const was = before.current.get(part.className);
      now.set(part.className, box);
      if (still || !was || box.width === 0 || (was.left === box.left && was.width === box.width)) continue;
      part.animate(
        [
          {
            transformOrigin: 'left',
            transform: `translateX(${was.left - box.left}px) scaleX(${was.width / box.width})`,
          },
          { transformOrigin: 'left', transform: 'none' },
        ],
        { duration: 640, easing: 'cubic-bezier(.16,1,.3,1)' },
      );
    }
    before.current = now;
  }, [bar, change]);
}
