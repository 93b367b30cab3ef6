import type { Pool } from '@faturaviva/database';
import type { Logger } from '@faturaviva/process';

/** Windows look back 45 days; a partition that is read late may lie as far behind again, and more. */
const KEEP_DAYS = 180;
const EVERY_MS = 3_600_000;

const FORGET = (table: string) => `
  DELETE FROM ${table} d USING (SELECT portfolio, max(day) - ${KEEP_DAYS} AS oldest FROM merchant_day GROUP BY portfolio) p
  WHERE d.portfolio = p.portfolio AND d.day < p.oldest`;

/** Forgets days of merchants that no window reaches any more, by each portfolio's own newest day; every hour. */
export function forgetOldDays(database: Pool, logger: Logger): () => void {
  const forget = async () => {
    for (const table of ['merchant_report', 'merchant_day']) await database.query(FORGET(table));
  };
  const timer = setInterval(() => {
    forget().catch((error: unknown) => logger.error({ err: error }, 'old days of merchants were not forgotten'));
  }, EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}
