import { connectDatabase } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { buildServer, createAccess, type MachineKey } from '@faturaviva/http';
import { openLog } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import { PrismaPg } from '@prisma/adapter-pg';
import { Desk } from './desk.ts';
import { registerExperiments } from './experiment-api.ts';
import { PrismaClient } from './generated/client.ts';
import { registerMetrics } from './metrics.ts';
import { registerWebhook } from './webhook/route.ts';

export interface PartnersOptions {
  databaseUrl: string;
  brokers: string[];
  jwksUrl: string;
  readKeys: MachineKey[];
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  logger: Logger;
}

export interface Partners {
  url: string;
  stop: () => Promise<void>;
}

/** Starts the service. It answers at once; experiments can begin when Kafka has answered. */
export async function startPartners(options: PartnersOptions): Promise<Partners> {
  const { databaseUrl: url, brokers, jwksUrl, readKeys: machineKeys, host = '127.0.0.1', port = 0, logger } = options;
  // Pulling takes in a batch inside its transaction, at the pace of the partner.
  const settings = { idle_in_transaction_session_timeout: '60s' };
  const database = connectDatabase({ url, name: 'partners', max: 12, settings });
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 2 }) });
  const access = createAccess({ jwksUrl, machineKeys });
  const log = openLog({ clientId: 'partners', brokers, topics: [cardTransactions], logger });
  const health = new Health();
  health.set('database', () => database.query('SELECT 1').then(() => null));
  health.set('kafka', () => log.status());
  health.set('tokens', () => access.check());
  const description = 'One partner, fed the same facts by webhooks and by its own pulling.';
  const app = await buildServer({ title: 'Fatura Viva: partners', version: '1.0.0', description, logger, health });
  const desk = new Desk({ database, kafka: () => log.kafka(), logger });
  registerExperiments(app, { db, access, desk });
  registerWebhook(app, { database, desk });
  registerMetrics(app, { desk });
  const address = await app.listen({ host, port });
  desk.listensAt(address);
  return {
    url: address,
    async stop() {
      await desk.stop();
      await app.close();
      await log.close();
      await Promise.all([database.end(), db.$disconnect()]);
    },
  };
}
