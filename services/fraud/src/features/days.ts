/** Days that windows look back over, with the label's delay and the report's own day in them. */
export const KEEP_DAYS = 45;

/**
 * The days with `change` applied to one of them, in order and no more than are kept. A day that is older than all that
 * is kept changes nothing.
 */
export function withDay<Bucket extends { day: number }>(
  days: readonly Bucket[],
  day: number,
  change: (bucket: Bucket | undefined) => Bucket,
): Bucket[] {
  const newest = Math.max(day, days.at(-1)?.day ?? day);
  if (day <= newest - KEEP_DAYS) return [...days];
  const at = days.findLastIndex((bucket) => bucket.day <= day);
  const found = at >= 0 && days[at]?.day === day ? days[at] : undefined;
  const next = found ? days.with(at, change(found)) : days.toSpliced(at + 1, 0, change(undefined));
  const first = next.findIndex((bucket) => bucket.day > newest - KEEP_DAYS);
  return first > 0 ? next.slice(first) : next;
}
