import { connectDatabase, keepPartitions, type Pool } from '@faturaviva/database';
import { cardTransactions, topics } from '@faturaviva/events';
import { buildServer, createAccess, type Server } from '@faturaviva/http';
import { connectKafka, partitionOf } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import { PrismaPg } from '@prisma/adapter-pg';
import { type ApiKeySeed, createApiKeys, seedApiKeys } from './api-keys.ts';
import { registerBatch } from './batch-route.ts';
import { createCardIndex } from './card-index.ts';
import { commands } from './commands/index.ts';
import { DecisionLanes } from './decision-lanes.ts';
import { PrismaClient } from './generated/client.ts';
import { registerReadPurchase } from './read-purchase.ts';
import { Relay } from './relay.ts';
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
  logger: Logger;
  now?: () => Date;
}

const session = { idle_in_transaction_session_timeout: '10s', transaction_timeout: '30s' };

/** Starts the service. It resolves once requests are served and the relay runs. */
export async function startPurchases(
  options: PurchasesOptions,
): Promise<{ url: string; relay: Relay; stop: () => Promise<void> }> {
  const { databaseUrl: url, logger, host = '127.0.0.1', port = 0 } = options;
  const fast = connectDatabase({
    url,
    name: 'purchases',
    max: 1,
    queryTimeoutMs: 10_000,
    settings: { ...session, lock_timeout: '200ms' },
  });
  const slow = connectDatabase({ url, name: 'purchases-slow', max: 4, queryTimeoutMs: 10_000, settings: session });
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 4 }) });
  const stopPartitions = await keepPartitions(slow, partitionedTables, logger);
  await seedApiKeys(db, options.apiKeys);

  const kafka = await connectKafka({ clientId: 'purchases', brokers: options.brokers, logger });
  await kafka.ensureTopics(topics);
  const producer = await kafka.producer();
  const relay = new Relay({
    databaseUrl: url,
    producer,
    clusterId: kafka.clusterId,
    endOffsets: () => kafka.endOffsets(cardTransactions.name),
    logger,
  });
  const lanes = new DecisionLanes({
    fast,
    slow,
    logger,
    ...(options.now ? { now: options.now } : {}),
    onCommitted: (partitions) => relay.wake(partitions),
  });

  const app = await buildApi({ db, slow, relay, lanes, logger, jwksUrl: options.jwksUrl });
  const address = await app.listen({ host, port });

  const stop = async () => {
    await app.close();
    await lanes.stop();
    await relay.stop();
    stopPartitions();
    await kafka.close();
    await Promise.all([fast.end(), slow.end(), db.$disconnect()]);
  };
  return { url: address, relay, stop };
}

interface ApiParts {
  db: PrismaClient;
  slow: Pool;
  relay: Relay;
  lanes: DecisionLanes;
  logger: Logger;
  jwksUrl: string;
}

async function buildApi({ db, slow, relay, lanes, logger, jwksUrl }: ApiParts): Promise<Server> {
  const access = createAccess({ jwksUrl });
  const health = new Health();
  health.set('database', () => slow.query('SELECT 1').then(() => null));
  health.set('relay', () => relay.status());
  health.set('tokens', () => access.check());

  const description = 'Commands on card accounts. Each is decided once, kept, and appended to Kafka as facts.';
  const app = await buildServer({ title: 'Fatura Viva: purchases', version: '1.0.0', description, logger, health });
  const apiKeys = createApiKeys(db);
  const cards = createCardIndex(db);
  registerCommands(app, { commands, apiKeys, cards, lanes });
  registerBatch(app, { apiKeys, cards, lanes, logger });
  registerReadPurchase(app, { db, apiKeys, access, partitionOf: (id) => partitionOf(id, cardTransactions.partitions) });
  return app;
}
