import { brokers, failpoints, host, httpUrl, logLevel, machineKeys, port, readEnv } from '@faturaviva/process';

export const readOperationsEnv = () =>
  readEnv('operations', {
    HOST: host(),
    PORT: port(3010),
    LOG_LEVEL: logLevel(),
    KAFKA_BROKERS: brokers(),
    JWKS_URL: httpUrl(),
    READ_KEYS: machineKeys(),
    FAILPOINTS: failpoints(),
  });
