import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, keepPartitions, type Pool } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { buildServer, createAccess, type MachineKey } from '@faturaviva/http';
import { openLog } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import { BusinessDays } from '../business-day.ts';
import { Counters } from '../counters.ts';
import { WorkMeter } from '../work.ts';
import { Clerk } from './clerk.ts';
import { registerMetrics } from './metrics.ts';
import { Bounds } from './modes.ts';
import { Pulling } from './pulling.ts';
import { registerRoutes } from './routes.ts';
import type { Folding } from './take-in.ts';

export interface BankOptions {
  databaseUrl: string;
  brokers: string[];
  jwksUrl: string;
  readKeys: MachineKey[];
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  /** The wall clock. */
  now?: () => Date;
  logger: Logger;
}

export interface Bank {
  url: string;
  stop: () => Promise<void>;
}

/** Starts the batch bank. It answers at once; nights can begin when database and broker have answered. */
export async function startBank(options: BankOptions): Promise<Bank> {
  const { databaseUrl: url, brokers, jwksUrl, readKeys: machineKeys, host = '127.0.0.1', port = 0, logger } = options;
  const database = connectDatabase({ url, name: 'bank', max: 3 });
  // A reader that was stopped inside its transaction would keep its partition's offset row for ever.
  const settings = { idle_in_transaction_session_timeout: '5s' };
  const writing = connectDatabase({ url, name: 'bank-reader', max: 4, settings });
  const log = openLog({ clientId: 'bank', brokers, topics: [cardTransactions], logger });
  const access = createAccess({ jwksUrl, machineKeys });
  const counters = new Counters();
  const folding: Folding = { bounds: new Bounds(), meter: new WorkMeter(counters), counters, logger };
  const pulling = new Pulling({ database: writing, folding });
  const stores = keepStores(writing, logger);
  const kafka = () => (stores.ready() ? log.kafka() : null);
  const clerk = new Clerk({ database: writing, kafka, pulling, folding, now: options.now ?? (() => new Date()) });

  const health = new Health();
  health.set('database', () => database.query('SELECT 1').then(() => null));
  health.set('kafka', () => log.status());
  health.set('clerk', () => clerk.status());
  health.set('tokens', () => access.check());
  const description =
    'Invoices as a bank has them that consolidates by night: the same log, the same fold, other hours.';
  const app = await buildServer({ title: 'Fatura Viva: batch bank', version: '1.0.0', description, logger, health });
  registerRoutes(app, { database, access, days: new BusinessDays(database), clerk, pulling });
  registerMetrics(app, { clerk, pulling });
  const address = await app.listen({ host, port });
  return {
    url: address,
    async stop() {
      await app.close();
      await clerk.stop();
      stores.stop();
      await log.close();
      await Promise.all([database.end(), writing.end()]);
    },
  };
}

const RETRY_MS = 1_000;

/** Partitions of the tables, made as soon as the database answers. */
function keepStores(database: Pool, logger: Logger): { ready: () => boolean; stop: () => void } {
  const stopping = new AbortController();
  let stopKeeping: (() => void) | null = null;
  const keep = async () => {
    while (!stopKeeping && !stopping.signal.aborted) {
      stopKeeping = await keepPartitions(
        database,
        [{ table: 'applied_fact', by: 'month', ahead: 1, keep: 3 }],
        logger,
      ).catch((error: unknown) => {
        logger.warn({ err: error }, 'the bank’s tables are not there yet; trying again');
        return null;
      });
      if (!stopKeeping) await sleep(RETRY_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    if (stopping.signal.aborted) stopKeeping?.();
  };
  void keep();
  return {
    ready: () => stopKeeping !== null,
    stop() {
      stopping.abort();
      stopKeeping?.();
    },
  };
}
