import { brokers, failpoints, host, httpUrl, list, logLevel, port, readEnv } from '@faturaviva/process';

export const readRealtimeEnv = () =>
  readEnv('realtime', {
    HOST: host(),
    PORT: port(3003),
    LOG_LEVEL: logLevel(),
    KAFKA_BROKERS: brokers(),
    JWKS_URL: httpUrl(),
    INVOICES_URL: httpUrl(),
    /** Origins of the pages that may open a socket, such as http://localhost:3000. */
    ALLOWED_ORIGINS: list(),
    FAILPOINTS: failpoints(),
  });
