// The batch bank: the invoices' fold, once per business night, into tables of its own.
import { armFailpoints, createLogger, onShutdown } from '@faturaviva/process';
import { startBank } from './bank/service.ts';
import { readBankEnv } from './env.ts';

const env = readBankEnv();
armFailpoints(env.FAILPOINTS);
const logger = createLogger('bank', env.LOG_LEVEL);
const beforeExit = onShutdown(logger);
const bank = await startBank({
  databaseUrl: env.DATABASE_URL,
  brokers: env.KAFKA_BROKERS,
  jwksUrl: env.JWKS_URL,
  readKeys: env.READ_KEYS,
  host: env.HOST,
  port: env.PORT,
  logger,
});
logger.info({ url: bank.url }, 'the batch bank is ready to be asked');
beforeExit(bank.stop);
