import type { LiveState } from './state.ts';

/** Heartbeats come every 2 s. */
const RECONNECTING_AFTER_MS = 5_000;
const STALE_AFTER_MS = 10_000;

export type Freshness =
  | { kind: 'loading' }
  | { kind: 'live'; ageMs: number }
  | { kind: 'reconnecting'; ageMs: number }
  /** `since`: when the shown values were last known to be true. */
  | { kind: 'stale'; since: number };

/** How much of what is shown can be trusted at `now`, by this browser's own receipt times. */
export function freshness({ snapshot, heardAt }: Pick<LiveState, 'snapshot' | 'heardAt'>, now: number): Freshness {
  if (!snapshot) return { kind: 'loading' };
  if (heardAt === null) return { kind: 'live', ageMs: 0 };
  const ageMs = Math.max(0, now - heardAt);
  if (ageMs >= STALE_AFTER_MS) return { kind: 'stale', since: heardAt };
  return ageMs >= RECONNECTING_AFTER_MS ? { kind: 'reconnecting', ageMs } : { kind: 'live', ageMs };
}
