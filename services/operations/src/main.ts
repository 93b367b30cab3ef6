import { armFailpoints, createLogger, onShutdown } from '@faturaviva/process';
import { readOperationsEnv } from './env.ts';
import { startOperations } from './service.ts';

const env = readOperationsEnv();
armFailpoints(env.FAILPOINTS);
const logger = createLogger('operations', env.LOG_LEVEL);
const beforeExit = onShutdown(logger);
const operations = await startOperations({
  brokers: env.KAFKA_BROKERS,
  jwksUrl: env.JWKS_URL,
  readKeys: env.READ_KEYS,
  host: env.HOST,
  port: env.PORT,
  logger,
});
beforeExit(() => operations.stop());
logger.info({ url: operations.url }, 'listening');
