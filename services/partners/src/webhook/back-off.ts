const LONGEST_MS = 10_000;

/**
 * How long to wait after the `attempt`-th attempt (1, 2, 3 …): doubling from `firstMs`, and of that a random half, so
 * that a partner that comes back is not met by all its webhooks at once.
 * @param random in [0, 1)
 */
export function backOffMs(attempt: number, firstMs: number, random: number): number {
  const full = Math.min(LONGEST_MS, firstMs * 2 ** (attempt - 1));
  return Math.round(full / 2 + (full / 2) * random);
}
