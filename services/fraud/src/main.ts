import { armFailpoints, createLogger, onShutdown } from '@faturaviva/process';
import { readFraudEnv } from './env.ts';
import { startFraud } from './service.ts';

const env = readFraudEnv();
armFailpoints(env.FAILPOINTS);
const logger = createLogger('fraud', env.LOG_LEVEL);
const beforeExit = onShutdown(logger);
const fraud = await startFraud({
  databaseUrl: env.DATABASE_URL,
  brokers: env.KAFKA_BROKERS,
  jwksUrl: env.JWKS_URL,
  readKeys: env.READ_KEYS,
  purchasesUrl: env.PURCHASES_URL,
  purchasesKey: env.PURCHASES_API_KEY,
  blockWithinMs: env.BLOCK_WITHIN_MINUTES * 60_000,
  host: env.HOST,
  port: env.PORT,
  logger,
});
logger.info({ url: fraud.url }, 'fraud is ready to be asked');
beforeExit(fraud.stop);
