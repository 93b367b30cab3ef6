export {
  brokers,
  host,
  httpUrl,
  list,
  listOf,
  logLevel,
  machineKeys,
  port,
  postgresUrl,
  readEnv,
  secret,
} from './env.ts';
export { armFailpoints, failpoint, failpointNames, failpoints } from './failpoint.ts';
export { Health, type HealthReport } from './health.ts';
export { createLogger, type Logger } from './logger.ts';
export { onShutdown } from './shutdown.ts';
