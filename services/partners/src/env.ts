import { brokers, host, httpUrl, logLevel, machineKeys, port, postgresUrl, readEnv } from '@faturaviva/process';

export const readPartnersEnv = () =>
  readEnv('partners', {
    HOST: host(),
    PORT: port(3009),
    LOG_LEVEL: logLevel(),
    DATABASE_URL: postgresUrl(),
    KAFKA_BROKERS: brokers(),
    JWKS_URL: httpUrl(),
    READ_KEYS: machineKeys(),
  });
