import type { RuleSet } from './rule-set.ts';

interface Candidate {
  portfolio: string;
  score: number;
  /** Event time of the purchase, in ms. */
  postedAt: number;
  /** UUID v7: it holds the instant at which the fact was made, by the wall clock. */
  factId: string;
}

/** Clocks of two machines, and of a portfolio that runs a little ahead. */
const AHEAD_MS = 300_000;

/**
 * Whether a purchase's score blocks its card by itself. Only where the policy says so, and only while the purchase is
 * fresh, by event time and by the wall clock: an import has old purchases in new facts, a replay has old facts, and a
 * business clock that was moved ahead has purchases that never grow old. None of them blocks anything.
 */
export function mayBlock({ portfolio, score, postedAt, factId }: Candidate, policy: RuleSet['policy'], wall: Wall) {
  if (!policy.autoBlock.some((name) => name === portfolio) || score < policy.blockAt) return false;
  const madeAt = instantOf(factId);
  if (madeAt === null || !isFresh(madeAt, wall)) return false;
  return wall.now - postedAt <= wall.maxAgeMs;
}

export interface Wall {
  now: number;
  maxAgeMs: number;
}

const isFresh = (at: number, { now, maxAgeMs }: Wall): boolean => now - at <= maxAgeMs && at - now <= AHEAD_MS;

/** Of a UUID v7 (RFC 9562): its first 48 bits are milliseconds. */
function instantOf(id: string): number | null {
  return id[14] === '7' ? Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) : null;
}
