import { armFailpoints, createLogger, onShutdown } from '@faturaviva/process';
import { readDataLakeEnv } from './env.ts';
import { startDataLake } from './service.ts';

const env = readDataLakeEnv();
armFailpoints(env.FAILPOINTS);
const logger = createLogger('data-lake', env.LOG_LEVEL);
const beforeExit = onShutdown(logger);
const lake = await startDataLake({
  databaseUrl: env.DATABASE_URL,
  brokers: env.KAFKA_BROKERS,
  jwksUrl: env.JWKS_URL,
  readKeys: env.READ_KEYS,
  folder: env.LAKE_FOLDER,
  store: env.store,
  reconcileMs: env.LAKE_RECONCILE_MINUTES * 60_000 || Number.POSITIVE_INFINITY,
  pace: { tailMs: env.LAKE_TAIL_SECONDS * 1_000 },
  host: env.HOST,
  port: env.PORT,
  logger,
});
logger.info({ url: lake.url, folder: env.LAKE_FOLDER }, 'data-lake is ready to be asked');
beforeExit(lake.stop);
