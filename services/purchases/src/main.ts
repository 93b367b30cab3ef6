import { armFailpoints, createLogger, onShutdown } from '@faturaviva/process';
import { readPurchasesEnv } from './env.ts';
import { startPurchases } from './service.ts';

const env = readPurchasesEnv();
armFailpoints(env.FAILPOINTS);
const logger = createLogger('purchases', env.LOG_LEVEL);
const beforeExit = onShutdown(logger);
const service = await startPurchases({
  databaseUrl: env.DATABASE_URL,
  brokers: env.KAFKA_BROKERS,
  jwksUrl: env.JWKS_URL,
  apiKeys: env.API_KEYS,
  ratesFile: env.EXCHANGE_RATES_FILE,
  host: env.HOST,
  port: env.PORT,
  logger,
});
beforeExit(service.stop);
