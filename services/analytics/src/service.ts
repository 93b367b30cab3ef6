import { connectDatabase, type Pool } from '@faturaviva/database';
import { accountFacts, cardTransactions } from '@faturaviva/events';
import { buildServer, createAccess, type MachineKey } from '@faturaviva/http';
import { readLog } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import { PrismaPg } from '@prisma/adapter-pg';
import { registerApi } from './api/register.ts';
import { applyBatch } from './apply-batch.ts';
import { Counters } from './counters.ts';
import { forgetOldSeconds } from './forget-seconds.ts';
import { PrismaClient } from './generated/client.ts';
import { registerMetrics } from './metrics.ts';
import { skipped } from './read-message.ts';

export interface AnalyticsOptions {
  databaseUrl: string;
  brokers: string[];
  jwksUrl: string;
  readKeys: MachineKey[];
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  logger: Logger;
}

export interface Analytics {
  url: string;
  counters: Counters;
  stop: () => Promise<void>;
}

/**
 * Starts the service. It resolves once the API answers; the reader follows as soon as database and broker do, and
 * until then `/health/ready` says what is missing.
 */
export async function startAnalytics(options: AnalyticsOptions): Promise<Analytics> {
  const { databaseUrl: url, jwksUrl, readKeys, host = '127.0.0.1', port = 0, logger } = options;
  const database = connectDatabase({ url, name: 'analytics', max: 4 });
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 4 }) });
  const access = createAccess({ jwksUrl, machineKeys: readKeys });
  const counters = new Counters();
  const log = readFacts(options, database, counters);

  const health = new Health();
  health.set('database', () => database.query('SELECT 1').then(() => null));
  health.set('reader', () => log.status());
  health.set('tokens', () => access.check());
  const description = 'What was spent, by account and by portfolio: exact sums of the facts on the log.';
  const app = await buildServer({ title: 'Fatura Viva: analytics', version: '1.0.0', description, logger, health });
  const positions = () => log.positions();
  registerApi(app, { db, database, access, positions });
  registerMetrics(app, { database, counters, positions });
  const address = await app.listen({ host, port });

  const stop = async () => {
    await app.close();
    await log.stop();
    await Promise.all([database.end(), db.$disconnect()]);
  };
  return { url: address, counters, stop };
}

function readFacts({ databaseUrl: url, brokers, logger }: AnalyticsOptions, database: Pool, counters: Counters) {
  // A reader that was stopped inside its transaction would keep its partition's offset row for ever.
  const settings = { idle_in_transaction_session_timeout: '5s' };
  const writing = connectDatabase({ url, name: 'analytics-reader', max: 4, settings });
  const log = readLog({
    clientId: 'analytics',
    brokers,
    topics: [cardTransactions],
    logger,
    async prepare() {
      await writing.query('SELECT FROM counted_second LIMIT 1');
      return { [Symbol.dispose]: forgetOldSeconds(database, logger) };
    },
    read: () => ({
      group: 'analytics',
      topic: cardTransactions,
      database: writing,
      logger,
      types: accountFacts,
      skip: skipped,
      apply: (tx, records, at) => applyBatch(tx, records, at, { counters, logger }),
    }),
  });
  return { ...log, stop: () => log.stop().then(() => writing.end()) };
}
