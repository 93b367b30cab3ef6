import path from 'node:path';
import { connectDatabase, keepPartitions, type Pool } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { buildServer, createAccess, type Server } from '@faturaviva/http';
import { partitionOf } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import { PrismaPg } from '@prisma/adapter-pg';
import { createAccountIndex } from './account-index.ts';
import { type ApiKeySeed, createApiKeys, seedApiKeys } from './api-keys.ts';
import { registerBatch } from './batch-route.ts';
import { ClosingJob } from './closing-job.ts';
import { commands } from './commands/index.ts';
import { DecisionLanes } from './decision-lanes.ts';
import { readRates } from './exchange-rates.ts';
import { PrismaClient } from './generated/client.ts';
import { LogSide } from './log-side.ts';
import { registerPortfolios } from './portfolios.ts';
import { registerReadPurchase } from './read-purchase.ts';
import { partitionedTables } from './retention.ts';
import { registerCommands } from './routes.ts';

export interface PurchasesOptions {
  databaseUrl: string;
  brokers: string[];
  jwksUrl: string;
  apiKeys: ApiKeySeed[];
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  /** Of purchases abroad; the sample that comes with the product when absent. */
  ratesFile?: string | undefined;
  logger: Logger;
  now?: () => Date;
}

const session = { idle_in_transaction_session_timeout: '10s', transaction_timeout: '30s' };

const RETRY_MS = 1_000;
const SAMPLE_RATES = path.join(import.meta.dirname, 'sample-rates.csv');

/**
 * Starts the service. It resolves once requests are served. A database or a broker that is away is waited for, and
 * shows in readiness; without the database commands are answered 503, without the broker facts wait in the outbox.
 */
export async function startPurchases(
  options: PurchasesOptions,
): Promise<{ url: string; relay: LogSide; stop: () => Promise<void> }> {
  const { databaseUrl: url, brokers, logger, host = '127.0.0.1', port = 0 } = options;
  const limits = { queryTimeoutMs: 10_000 };
  const fast = connectDatabase({
    url,
    name: 'purchases',
    max: 1,
    ...limits,
    settings: { ...session, lock_timeout: '200ms' },
  });
  const slow = connectDatabase({ url, name: 'purchases-slow', max: 6, ...limits, settings: session });
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 4 }) });
  const relay = new LogSide({ databaseUrl: url, database: slow, brokers, logger });
  const { now = () => new Date(), ratesFile = SAMPLE_RATES } = options;
  const rates = readRates(ratesFile);
  logger.info({ rates: rates.name }, 'exchange rates read');
  const lanes = new DecisionLanes({
    fast,
    slow,
    logger,
    now,
    rates,
    onCommitted: (partitions) => relay.wake(partitions),
  });
  const closing = new ClosingJob({ pool: slow, submit: (submission) => lanes.submit(submission), logger, now });

  const stopping = new AbortController();
  const prepare = async () => {
    const stopPartitions = await keepPartitions(slow, partitionedTables, logger);
    stopping.signal.addEventListener('abort', stopPartitions);
    await seedApiKeys(db, options.apiKeys);
    lanes.open();
    closing.start();
  };
  await prepare().catch((error: unknown) => {
    logger.warn({ reason: reasonOf(error) }, 'the database does not answer; waiting for it');
    void prepareLater(prepare, stopping.signal, logger);
  });

  const app = await buildApi({ db, slow, relay, lanes, closing, logger, now, jwksUrl: options.jwksUrl });
  const address = await app.listen({ host, port });
  const stop = async () => {
    stopping.abort();
    await app.close();
    await closing.stop();
    await lanes.stop();
    await relay.stop();
    await Promise.all([fast.end(), slow.end(), db.$disconnect()]);
  };
  return { url: address, relay, stop };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message || error.name : String(error));

async function prepareLater(prepare: () => Promise<void>, signal: AbortSignal, logger: Logger): Promise<void> {
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    try {
      return await prepare();
    } catch (error) {
      if (!signal.aborted) logger.warn({ reason: reasonOf(error) }, 'the database does not answer; waiting for it');
    }
  }
}

interface ApiParts {
  db: PrismaClient;
  slow: Pool;
  relay: LogSide;
  lanes: DecisionLanes;
  closing: ClosingJob;
  now: () => Date;
  logger: Logger;
  jwksUrl: string;
}

async function buildApi(parts: ApiParts): Promise<Server> {
  const { db, slow, relay, lanes, closing, logger, now, jwksUrl } = parts;
  const access = createAccess({ jwksUrl });
  const health = new Health();
  health.set('database', () => slow.query('SELECT 1').then(() => null));
  health.set('relay', () => relay.status());
  health.set('closed-invoices', () => relay.readerStatus());
  health.set('tokens', () => access.check());

  const description = 'Commands on card accounts. Each is decided once, kept, and appended to Kafka as facts.';
  const app = await buildServer({ title: 'Fatura Viva: purchases', version: '1.0.0', description, logger, health });
  const apiKeys = createApiKeys(db);
  const accounts = createAccountIndex(db);
  registerCommands(app, { commands, apiKeys, accounts, lanes });
  registerBatch(app, { apiKeys, accounts, lanes, logger });
  registerPortfolios(app, { pool: slow, apiKeys, now, onMoved: () => closing.wake() });
  registerReadPurchase(app, { db, apiKeys, access, partitionOf: (id) => partitionOf(id, cardTransactions.partitions) });
  return app;
}
