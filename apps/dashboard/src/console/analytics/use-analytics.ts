import { usePolled } from '../use-polled.ts';
import type { Analysis, Pace, PeriodDays } from './shapes.ts';

const ADDRESS = '/api/console/analise';
const ANALYSIS_EVERY_MS = 2_000;
const PACE_EVERY_MS = 1_000;

/** Sums of one portfolio, asked again and again while the page is seen. `null`: of the one that was moved last. */
export function useAnalysis(portfolio: string | null, days: PeriodDays) {
  const query = new URLSearchParams({ days: String(days), ...(portfolio === null ? {} : { portfolio }) });
  return usePolled<Analysis>(`${ADDRESS}?${query}`, ANALYSIS_EVERY_MS);
}

export const usePace = (portfolio: string) =>
  usePolled<Pace>(`${ADDRESS}/ritmo?${new URLSearchParams({ portfolio })}`, PACE_EVERY_MS);
