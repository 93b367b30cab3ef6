import { connectDatabase, keepPartitions, type Pool } from '@faturaviva/database';
import { accountFacts, cardTransactions, closedInvoices, deadLetters, invoiceUpdates } from '@faturaviva/events';
import { buildServer, createAccess, type MachineKey } from '@faturaviva/http';
import { readLog } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import { PrismaPg } from '@prisma/adapter-pg';
import { applyBatch } from './apply-batch.ts';
import { BusinessDays } from './business-day.ts';
import { Counters } from './counters.ts';
import { registerDeadLetters } from './dead-letters.ts';
import { OPEN_FINANCE_URL } from './exports/open-finance/page.ts';
import { registerOpenFinance } from './exports/open-finance/routes.ts';
import { registerExports } from './exports/routes.ts';
import { PrismaClient } from './generated/client.ts';
import { registerLateLines } from './late-lines.ts';
import { registerMetrics } from './metrics.ts';
import { registerNewerLines } from './newer-lines.ts';
import { publishBatch, publishPulse } from './publish.ts';
import { registerReadApi } from './read-api.ts';
import { registerWork } from './reading-work.ts';
import { WorkMeter } from './work.ts';

export interface InvoicesOptions {
  databaseUrl: string;
  brokers: string[];
  jwksUrl: string;
  readKeys: MachineKey[];
  openFinanceUrl?: string;
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  /** The wall clock. */
  now?: () => Date;
  logger: Logger;
}

export interface Invoices {
  url: string;
  counters: Counters;
  stop: () => Promise<void>;
}

/**
 * Starts the service. It resolves once the API answers; the reader follows as soon as database and broker do, and
 * until then `/health/ready` says what is missing.
 */
export async function startInvoices(options: InvoicesOptions): Promise<Invoices> {
  const { databaseUrl: url, jwksUrl, readKeys, host = '127.0.0.1', port = 0, logger } = options;
  const { openFinanceUrl: publicUrl = OPEN_FINANCE_URL } = options;
  const database = connectDatabase({ url, name: 'invoices-snapshots', max: 4 });
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 4 }) });
  const access = createAccess({ jwksUrl, machineKeys: readKeys });
  const counters = new Counters();
  const days = new BusinessDays(database, options.now);
  const meter = new WorkMeter(counters);
  const log = readInvoices(options, database, { counters, meter, days });

  const health = new Health();
  health.set('database', () => database.query('SELECT 1').then(() => null));
  health.set('reader', () => log.status());
  health.set('tokens', () => access.check());
  const description = 'Invoices as the log of facts makes them. What changes them is a fact.';
  const app = await buildServer({ title: 'Fatura Viva: invoices', version: '1.0.0', description, logger, health });
  registerReadApi(app, { db, database, access, days });
  registerLateLines(app, { db, database, access });
  registerDeadLetters(app, { db, access });
  registerExports(app, { db, access });
  registerOpenFinance(app, { db, access, publicUrl });
  registerNewerLines(app, { database, access });
  const fetched = () => log.reader()?.statistics;
  const nothing = { fetches: 0, facts: 0, bytes: 0 };
  registerWork(app, {
    access,
    work: () => meter.sum(fetched()?.totals ?? nothing),
    seconds: () => fetched()?.seconds() ?? [],
  });
  registerMetrics(app, { database, counters, positions: () => log.positions() });
  const address = await app.listen({ host, port });

  const stop = async () => {
    await app.close();
    await log.stop();
    await Promise.all([database.end(), db.$disconnect()]);
  };
  return { url: address, counters, stop };
}

/** Its positions, its state, and the invoices that it makes. */
function readInvoices(
  { databaseUrl: url, brokers, logger }: InvoicesOptions,
  database: Pool,
  { counters, meter, days }: { counters: Counters; meter: WorkMeter; days: BusinessDays },
) {
  // A reader that was stopped inside its transaction would keep its partition's offset row for ever.
  const settings = { idle_in_transaction_session_timeout: '5s' };
  const writing = connectDatabase({ url, name: 'invoices-reader', max: 4, settings });
  const log = readLog({
    clientId: 'invoices',
    brokers,
    topics: [cardTransactions, closedInvoices, invoiceUpdates, deadLetters],
    logger,
    async prepare() {
      const stop = await keepPartitions(writing, [{ table: 'applied_fact', by: 'month', ahead: 1, keep: 3 }], logger);
      return { [Symbol.dispose]: stop };
    },
    async read(kafka) {
      const producer = await kafka.producer();
      return {
        group: 'invoices',
        topic: cardTransactions,
        types: accountFacts,
        complete: true,
        database: writing,
        logger,
        apply: (tx, records, at) => meter.take(records.length, () => applyBatch(tx, records, at, { counters, logger })),
        publish: (records, at) => publishBatch(database, producer, records, at, days),
        pulse: (pulse) => publishPulse(producer, pulse),
      };
    },
  });
  return { ...log, stop: () => log.stop().then(() => writing.end()) };
}
