import { brokers, failpoints, host, httpUrl, listOf, logLevel, port, postgresUrl, readEnv } from '@faturaviva/process';
import { z } from 'zod';

const machineKey = z
  .string()
  .regex(/^[^|]+\|[\da-f]{64}$/, 'each key is name|sha256hex')
  .transform((text) => {
    const [name = '', sha256hex = ''] = text.split('|');
    return { name, sha256hex };
  });

export const readInvoicesEnv = () =>
  readEnv('invoices', {
    HOST: host(),
    PORT: port(3002),
    LOG_LEVEL: logLevel(),
    DATABASE_URL: postgresUrl(),
    KAFKA_BROKERS: brokers(),
    JWKS_URL: httpUrl(),
    READ_KEYS: listOf(machineKey),
    FAILPOINTS: failpoints(),
  });

export const readRebuildEnv = () =>
  readEnv('rebuild', {
    /** Of the live tables. */
    DATABASE_URL: postgresUrl(),
    /** Of empty ones. */
    REBUILD_DATABASE_URL: postgresUrl(),
    KAFKA_BROKERS: brokers(),
    /** What is said beside the report, as JSON lines on standard output. */
    REBUILD_LOG_LEVEL: logLevel().default('silent'),
  });
