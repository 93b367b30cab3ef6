import {
  brokers,
  failpoints,
  host,
  httpUrl,
  logLevel,
  machineKeys,
  port,
  postgresUrl,
  readEnv,
} from '@faturaviva/process';

export const readAnalyticsEnv = () =>
  readEnv('analytics', {
    HOST: host(),
    PORT: port(3006),
    LOG_LEVEL: logLevel(),
    DATABASE_URL: postgresUrl(),
    KAFKA_BROKERS: brokers(),
    JWKS_URL: httpUrl(),
    READ_KEYS: machineKeys(),
    FAILPOINTS: failpoints(),
  });
