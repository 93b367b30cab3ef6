import { armFailpoints, createLogger, onShutdown } from '@faturaviva/process';
import { readInvoicesEnv } from './env.ts';
import { startInvoices } from './service.ts';

const env = readInvoicesEnv();
armFailpoints(env.FAILPOINTS);
const logger = createLogger('invoices', env.LOG_LEVEL);
const beforeExit = onShutdown(logger);
const invoices = await startInvoices({
  databaseUrl: env.DATABASE_URL,
  brokers: env.KAFKA_BROKERS,
  jwksUrl: env.JWKS_URL,
  readKeys: env.READ_KEYS,
  openFinanceUrl: env.OPEN_FINANCE_URL,
  host: env.HOST,
  port: env.PORT,
  logger,
});
logger.info({ url: invoices.url }, 'invoices is ready to be asked');
beforeExit(invoices.stop);
