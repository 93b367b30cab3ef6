import { createLogger, onShutdown } from '@faturaviva/process';
import { readPartnersEnv } from './env.ts';
import { startPartners } from './service.ts';

const env = readPartnersEnv();
const logger = createLogger('partners', env.LOG_LEVEL);
const beforeExit = onShutdown(logger);
const partners = await startPartners({
  databaseUrl: env.DATABASE_URL,
  brokers: env.KAFKA_BROKERS,
  jwksUrl: env.JWKS_URL,
  readKeys: env.READ_KEYS,
  host: env.HOST,
  port: env.PORT,
  logger,
});
logger.info({ url: partners.url }, 'partners is ready to be asked');
beforeExit(partners.stop);
