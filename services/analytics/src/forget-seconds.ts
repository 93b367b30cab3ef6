import type { Pool } from '@faturaviva/database';
import type { Logger } from '@faturaviva/process';

/** The longest series that can be asked for is an hour. */
const FORGET = `DELETE FROM counted_second WHERE second < now() - interval '2 hours'`;
const EVERY_MS = 60_000;

/** Forgets seconds that nobody can ask for any more. */
export function forgetOldSeconds(database: Pool, logger: Logger): () => void {
  const timer = setInterval(() => {
    database.query(FORGET).catch((error: unknown) => logger.error({ err: error }, 'old seconds were not forgotten'));
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
