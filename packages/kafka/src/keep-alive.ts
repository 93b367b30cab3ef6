/** Session limit 10 s; kafkajs sends only when two seconds have passed since the last sign. */
const EVERY_MS = 1_000;

/**
 * Keeps the membership while a batch takes long. An error is no failure of the batch: during a rebalance Kafka answers
 * REBALANCE_IN_PROGRESS, and the batch is to end soon; kafkajs meets the same answer itself afterwards and joins again.
 */
export async function whileAlive<T>(heartbeat: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  const timer = setInterval(() => {
    heartbeat().catch(() => undefined);
  }, EVERY_MS);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

const REBALANCES = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID']);

/** Whether a heartbeat was answered by: join again. */
export function isRebalance(error: unknown): boolean {
  return error instanceof Error && 'type' in error && REBALANCES.has(String(error.type));
}
