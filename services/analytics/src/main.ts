import { armFailpoints, createLogger, onShutdown } from '@faturaviva/process';
import { readAnalyticsEnv } from './env.ts';
import { startAnalytics } from './service.ts';

const env = readAnalyticsEnv();
armFailpoints(env.FAILPOINTS);
const logger = createLogger('analytics', env.LOG_LEVEL);
const beforeExit = onShutdown(logger);
const analytics = await startAnalytics({
  databaseUrl: env.DATABASE_URL,
  brokers: env.KAFKA_BROKERS,
  jwksUrl: env.JWKS_URL,
  readKeys: env.READ_KEYS,
  host: env.HOST,
  port: env.PORT,
  logger,
});
logger.info({ url: analytics.url }, 'analytics is ready to be asked');
beforeExit(analytics.stop);
