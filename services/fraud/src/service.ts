import { connectDatabase, keepPartitions, type Pool } from '@faturaviva/database';
import { cardTransactions, fraudAlerts } from '@faturaviva/events';
import { buildServer, createAccess, type MachineKey } from '@faturaviva/http';
import { readLog } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import { PrismaPg } from '@prisma/adapter-pg';
import { ActiveRules, bringRules } from './active-rules.ts';
import { registerApi } from './api/register.ts';
import { applyBatch } from './apply-batch.ts';
import { BackTests } from './back-test/runs.ts';
import { CardBlocks } from './card-blocks.ts';
import { Counters } from './counters.ts';
import { forgetOldDays } from './forget-days.ts';
import { PrismaClient } from './generated/client.ts';
import { registerMetrics } from './metrics.ts';
import { publishAlerts } from './publish.ts';

export interface FraudOptions {
  databaseUrl: string;
  brokers: string[];
  jwksUrl: string;
  readKeys: MachineKey[];
  purchasesUrl: string;
  purchasesKey: string;
  /** How fresh a purchase must be to block its card by itself, in ms. */
  blockWithinMs: number;
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  logger: Logger;
}

export interface Fraud {
  url: string;
  counters: Counters;
  stop: () => Promise<void>;
}

/**
 * Starts the service. It resolves once the API answers; the reader follows as soon as database and broker do, and
 * until then `/health/ready` says what is missing.
 */
export async function startFraud(options: FraudOptions): Promise<Fraud> {
  const { databaseUrl: url, jwksUrl, readKeys, brokers, host = '127.0.0.1', port = 0, logger } = options;
  const database = connectDatabase({ url, name: 'fraud-alerts', max: 4 });
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 4 }) });
  const access = createAccess({ jwksUrl, machineKeys: readKeys });
  const counters = new Counters();
  const { purchasesUrl, purchasesKey: apiKey, blockWithinMs: maxAgeMs } = options;
  const blocks = new CardBlocks({ database, purchasesUrl, apiKey, maxAgeMs, logger });
  const backTests = new BackTests({ database, brokers, logger });
  const log = readFraud(options, { database, counters, blocks });

  const health = new Health();
  health.set('database', () => database.query('SELECT 1').then(() => null));
  health.set('reader', () => log.status());
  const description = 'Scores purchases as the log tells them, raises alerts, tries rules on the log.';
  const app = await buildServer({ title: 'Fatura Viva: fraud', version: '1.0.0', description, logger, health });
  registerApi(app, { db, database, access, backTests });
  registerMetrics(app, { database, counters, blocks, positions: () => log.positions() });
  const address = await app.listen({ host, port });
  blocks.start();

  const stop = async () => {
    await app.close();
    await log.stop();
    await Promise.all([blocks.stop(), backTests.stop()]);
    await Promise.all([database.end(), db.$disconnect()]);
  };
  return { url: address, counters, stop };
}

interface Reading {
  database: Pool;
  counters: Counters;
  blocks: CardBlocks;
}

/** The scores, in the reader's transaction, and the alerts behind it. */
function readFraud(options: FraudOptions, { database, counters, blocks }: Reading) {
  const { databaseUrl: url, brokers, logger, blockWithinMs: maxAgeMs } = options;
  // A reader that was stopped inside its transaction would keep its partition's offset row for ever.
  const settings = { idle_in_transaction_session_timeout: '5s' };
  const writing = connectDatabase({ url, name: 'fraud-reader', max: 4, settings });
  const active = new ActiveRules(logger);
  const log = readLog({
    clientId: 'fraud',
    brokers,
    topics: [cardTransactions, fraudAlerts],
    logger,
    async prepare() {
      const stopPartitions = await keepPartitions(
        writing,
        [{ table: 'score', by: 'month', ahead: 1, keep: 3 }],
        logger,
      );
      await bringRules(writing);
      const stopForgetting = forgetOldDays(database, logger);
      const stop = () => {
        stopPartitions();
        stopForgetting();
      };
      return { [Symbol.dispose]: stop };
    },
    async read(kafka) {
      const producer = await kafka.producer();
      return {
        group: 'fraud',
        topic: cardTransactions,
        database: writing,
        logger,
        apply: (tx, records, at) => applyBatch(tx, records, at, { active, counters, logger, maxAgeMs }),
        async publish(records, at) {
          blocks.look();
          await publishAlerts(database, producer, records, at);
        },
      };
    },
  });
  return { ...log, stop: () => log.stop().then(() => writing.end()) };
}
