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
  secret,
} from '@faturaviva/process';
import { z } from 'zod';

export const readFraudEnv = () =>
  readEnv('fraud', {
    HOST: host(),
    PORT: port(3005),
    LOG_LEVEL: logLevel(),
    DATABASE_URL: postgresUrl(),
    KAFKA_BROKERS: brokers(),
    JWKS_URL: httpUrl(),
    READ_KEYS: machineKeys(),
    PURCHASES_URL: httpUrl(),
    /** Scope operator: it blocks cards. */
    PURCHASES_API_KEY: secret(),
    /** A purchase that is older blocks no card by itself; never more than a day. */
    BLOCK_WITHIN_MINUTES: z.coerce.number().int().min(1).max(1_440).default(60),
    FAILPOINTS: failpoints(),
  });

/** Of a process that reads the log for one job. */
export const readLogJobEnv = (name: string) =>
  readEnv(name, {
    KAFKA_BROKERS: brokers(),
    LOG_LEVEL: logLevel().default('silent'),
  });

/** What that process is told: no key and no password goes with it. */
export const backTestEnvironment = (kafkaBrokers: readonly string[]): Record<string, string> => ({
  KAFKA_BROKERS: kafkaBrokers.join(','),
  // Windows opens no socket without it.
  ...(process.env['SystemRoot'] === undefined ? {} : { SystemRoot: process.env['SystemRoot'] }),
});
