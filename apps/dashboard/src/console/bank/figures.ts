import type { Second, Work } from './shapes.ts';

/** `12 s`, `4 min 05 s`, `3 h 20 min`, `2 d 4 h`: an age in the two units that matter. */
export function ageWords(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  const [minutes, hours, days] = [60, 3_600, 86_400].map((unit) => Math.floor(seconds / unit)) as [
    number,
    number,
    number,
  ];
  const two = (value: number) => String(value).padStart(2, '0');
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${two(minutes % 60)} min`;
  return minutes > 0 ? `${minutes} min ${two(seconds % 60)} s` : `${seconds} s`;
}

const SHOWN_SECONDS = 300;
const STEP = 5;

export interface PulledStep {
  /** Seconds since 1970. */
  at: number;
  live: number;
  batch: number;
}

/** Facts pulled in steps of five seconds, the last five minutes of both; also where nothing came. */
export function stepsOf(live: readonly Second[], batch: readonly Second[], now: number): PulledStep[] {
  const last = Math.floor(now / STEP) * STEP;
  const sum = (seconds: readonly Second[], from: number) =>
    seconds.reduce((all, { second, facts }) => (second >= from && second < from + STEP ? all + facts : all), 0);
  return Array.from({ length: SHOWN_SECONDS / STEP }, (_, n) => {
    const at = last - SHOWN_SECONDS + (n + 1) * STEP;
    return { at, live: sum(live, at), batch: sum(batch, at) };
  });
}

export const MEASURES = ['transactions', 'rows', 'workMs', 'fetches', 'bytes'] as const;
export type Measure = (typeof MEASURES)[number];

/** Of a measure per thousand facts that were folded; `null` before the first one. */
export const perThousand = (work: Work, measure: Measure): number | null =>
  work.folded === 0 ? null : (work[measure] * 1_000) / work.folded;
