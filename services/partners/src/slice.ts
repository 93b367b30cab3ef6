/** Per partition, the offsets of the first fact and of the one after the last. */
export interface Slice {
  from: number[];
  until: number[];
}

/** The newest `count` facts of a log, as evenly from its partitions as these hold them. */
export function newest(count: number, log: { first: readonly number[]; end: readonly number[] }): Slice {
  const until = [...log.end];
  const from = [...log.end];
  let left = count;
  // Partition by partition the same share; what one lacks, the others give in the next turn.
  while (left > 0) {
    const open = from.flatMap((offset, partition) => (offset > (log.first[partition] ?? 0) ? [partition] : []));
    if (open.length === 0) break;
    const share = Math.max(1, Math.floor(left / open.length));
    for (const partition of open) {
      const taken = Math.min(share, left, (from[partition] ?? 0) - (log.first[partition] ?? 0));
      from[partition] = (from[partition] ?? 0) - taken;
      left -= taken;
    }
  }
  return { from, until };
}

export const sizeOf = ({ from, until }: Slice): number =>
  until.reduce((sum, end, partition) => sum + end - (from[partition] ?? 0), 0);

/**
 * Offset up to which the facts of a partition have come into being, when `perSecond` of the whole slice do. History
 * is given out as if it happened now: both ways see the same facts at the same instants.
 */
export function arrivedOf(slice: Slice, partition: number, perSecond: number, elapsedMs: number): number {
  const [from = 0, until = 0] = [slice.from[partition], slice.until[partition]];
  const share = (until - from) / Math.max(1, sizeOf(slice));
  return Math.min(until, from + Math.floor((share * perSecond * elapsedMs) / 1_000));
}
