/** Which facts of an account have come. Ranges are inclusive and in order. */
export interface Seen {
  seq: number;
  missing: (readonly [from: number, to: number])[];
}

/** More holes than these are nothing that ever comes again. */
const MOST_HOLES = 32;

/**
 * What is seen after `seq` came, or `null` when it had come before. A score cannot wait for a fact that is missing, so
 * the account goes on, and what is missing is counted if it comes: sent again, or repaired.
 */
export function seenAfter({ seq: newest, missing }: Seen, seq: number): Seen | null {
  if (seq > newest) {
    const hole = seq > newest + 1 ? [[newest + 1, seq - 1] as const] : [];
    return { seq, missing: [...missing, ...hole].slice(-MOST_HOLES) };
  }
  if (!missing.some(([from, to]) => from <= seq && seq <= to)) return null;
  const rest = missing.flatMap(([from, to]) => {
    if (seq < from || seq > to) return [[from, to] as const];
    return [[from, seq - 1] as const, [seq + 1, to] as const].filter(([begin, end]) => begin <= end);
  });
  return { seq: newest, missing: rest };
}
