import type { StoredOffset } from './reader-offsets.ts';

/** What is wrong between a reader and the log, if anything. Offsets are those of the next record. */
export type Standing =
  | { kind: 'fine' }
  /** The log lies on another cluster than the one that was read. */
  | { kind: 'other-cluster'; stored: string }
  /** The log begins beyond `next`: what lay between is gone. */
  | { kind: 'facts-gone'; next: number; first: number }
  /** The log ends before `next`: a broker lost its tail. */
  | { kind: 'log-cut'; next: number; end: number }
  /** The group would go on beyond `next`, as after a restored database. */
  | { kind: 'behind'; next: number };

export interface View {
  clusterId: string;
  /** `undefined`: never read. */
  stored: StoredOffset | undefined;
  /** Where the group would go on: its committed offset, or where this process came to. */
  groupAt: number;
  first: number;
  /** Read after `stored`, so that a reader on the move never seems to be ahead of the log. */
  end: number;
}

export function standingOf({ clusterId, stored, groupAt, first, end }: View): Standing {
  if (stored && stored.clusterId !== clusterId) return { kind: 'other-cluster', stored: stored.clusterId };
  const next = stored?.next ?? 0;
  if (next < first) return { kind: 'facts-gone', next, first };
  if (next > end) return { kind: 'log-cut', next, end };
  return groupAt > next ? { kind: 'behind', next } : { kind: 'fine' };
}

/**
 * How many records before the log's end a reader reads again after the log was cut. Where it was cut is not known: by
 * the time that this is seen, new facts may stand where lost ones stood. Reading again is harmless, since `seq` drops
 * duplicates; a skipped fact is not.
 */
const READ_AGAIN = 10_000;

/** Where a reader goes on after the log was cut. */
export function rewindTo({ first, end }: Pick<View, 'first' | 'end'>): number {
  return Math.max(first, end - READ_AGAIN);
}

/** Where a batch stands to `next`. */
export type Verdict =
  | { kind: 'other-cluster'; stored: string }
  | { kind: 'beyond'; next: number }
  | { kind: 'take'; next: number };

/** Judged under the lock of the offset row; `first` is the offset of the batch's first record. */
export function judgeBatch(stored: StoredOffset, clusterId: string, first: number): Verdict {
  if (stored.clusterId !== clusterId) return { kind: 'other-cluster', stored: stored.clusterId };
  return { kind: first > stored.next ? 'beyond' : 'take', next: stored.next };
}
