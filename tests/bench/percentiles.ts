/** Nearest-rank percentiles of measured values, in their unit. @throws RangeError where nothing was measured */
export function percentiles(values: readonly number[]): { p50: number; p95: number; p99: number; max: number } {
  if (values.length === 0) throw new RangeError('Nothing was measured.');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
