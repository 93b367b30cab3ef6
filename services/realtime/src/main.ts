import { armFailpoints, createLogger, onShutdown } from '@faturaviva/process';
import { readRealtimeEnv } from './env.ts';
import { startRealtime } from './service.ts';

const env = readRealtimeEnv();
armFailpoints(env.FAILPOINTS);
const logger = createLogger('realtime', env.LOG_LEVEL);
const beforeExit = onShutdown(logger);
const realtime = await startRealtime({
  brokers: env.KAFKA_BROKERS,
  jwksUrl: env.JWKS_URL,
  invoicesUrl: env.INVOICES_URL,
  allowedOrigins: env.ALLOWED_ORIGINS,
  host: env.HOST,
  port: env.PORT,
  logger,
});
beforeExit(() => realtime.stop());
logger.info({ url: realtime.url }, 'listening');
