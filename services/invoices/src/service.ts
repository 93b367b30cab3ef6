import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, keepPartitions, type Pool } from '@faturaviva/database';
import { accountFacts, cardTransactions, deadLetters, invoiceUpdates } from '@faturaviva/events';
import { buildServer, createAccess, type MachineKey } from '@faturaviva/http';
import { connectKafka, type Kafka, type Reader } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import { PrismaPg } from '@prisma/adapter-pg';
import { applyBatch } from './apply-batch.ts';
import { Counters } from './counters.ts';
import { PrismaClient } from './generated/client.ts';
import { registerMetrics } from './metrics.ts';
import { publishBatch, publishPulse } from './publish.ts';
import { registerReadApi } from './read-api.ts';

export interface InvoicesOptions {
  databaseUrl: string;
  brokers: string[];
  jwksUrl: string;
  readKeys: MachineKey[];
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  logger: Logger;
}

export interface Invoices {
  url: string;
  counters: Counters;
  stop: () => Promise<void>;
}

const RETRY_MS = 1_000;

/** Starts the service: the API answers first, and says what is missing; it resolves once the reader runs. */
export async function startInvoices(options: InvoicesOptions): Promise<Invoices> {
  const { databaseUrl: url, brokers, jwksUrl, readKeys, host = '127.0.0.1', port = 0, logger } = options;
  // A reader that was stopped inside its transaction would keep its partition's offset row for ever.
  const settings = { idle_in_transaction_session_timeout: '5s' };
  const writing = connectDatabase({ url, name: 'invoices-reader', max: 4, settings });
  const reading = connectDatabase({ url, name: 'invoices-snapshots', max: 4 });
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 4 }) });
  const access = createAccess({ jwksUrl, machineKeys: readKeys });
  const counters = new Counters();
  let reader: Reader | null = null;

  const health = new Health();
  health.set('database', () => reading.query('SELECT 1').then(() => null));
  health.set('reader', () => (reader ? reader.status() : 'Kafka and the database have not answered yet'));
  health.set('tokens', () => access.check());
  const description = 'Invoices as the log of facts makes them. Read only: what changes them is a fact.';
  const app = await buildServer({ title: 'Fatura Viva: invoices', version: '1.0.0', description, logger, health });
  registerReadApi(app, { db, database: reading, access });
  registerMetrics(app, { database: reading, counters, positions: () => reader?.positions() ?? new Map() });
  const address = await app.listen({ host, port });

  const stopPartitions = await keepAppliedFacts(writing, logger);
  const kafka = await connectKafka({ clientId: 'invoices', brokers, logger });
  await kafka.ensureTopics([cardTransactions, invoiceUpdates, deadLetters]);
  reader = await startReader(kafka, { writing, reading, counters, logger });

  const stop = async () => {
    await app.close();
    await reader?.stop();
    stopPartitions();
    await kafka.close();
    await Promise.all([writing.end(), reading.end(), db.$disconnect()]);
  };
  return { url: address, counters, stop };
}

interface Reading {
  writing: Pool;
  reading: Pool;
  counters: Counters;
  logger: Logger;
}

async function startReader(kafka: Kafka, { writing, reading, counters, logger }: Reading): Promise<Reader> {
  const producer = await kafka.producer();
  return kafka.read({
    group: 'invoices',
    topic: cardTransactions,
    types: accountFacts,
    database: writing,
    logger,
    apply: (tx, records, at) => applyBatch(tx, records, at, { counters, logger }),
    publish: (records, at) => publishBatch(reading, producer, records, at),
    pulse: (pulse) => publishPulse(producer, pulse),
  });
}

/** Waits for a database that is away. */
async function keepAppliedFacts(database: Pool, logger: Logger): Promise<() => void> {
  for (;;) {
    try {
      return await keepPartitions(database, [{ table: 'applied_fact', by: 'month', ahead: 1 }], logger);
    } catch (error) {
      logger.warn({ err: error }, 'the database does not answer; trying again');
      await sleep(RETRY_MS);
    }
  }
}
