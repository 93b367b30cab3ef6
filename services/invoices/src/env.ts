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
import { z } from 'zod';
import { OPEN_FINANCE_URL } from './exports/open-finance/page.ts';

export const readInvoicesEnv = () =>
  readEnv('invoices', {
    HOST: host(),
    PORT: port(3002),
    LOG_LEVEL: logLevel(),
    DATABASE_URL: postgresUrl(),
    KAFKA_BROKERS: brokers(),
    JWKS_URL: httpUrl(),
    READ_KEYS: machineKeys(),
    /** Where others reach the Open Finance API, for the links in its answers: the norm wants https and a domain. */
    OPEN_FINANCE_URL: z.url({ protocol: /^https$/, error: 'expects https://…' }).default(OPEN_FINANCE_URL),
    FAILPOINTS: failpoints(),
  });

export const readBankEnv = () =>
  readEnv('bank', {
    HOST: host(),
    PORT: port(3008),
    LOG_LEVEL: logLevel(),
    DATABASE_URL: postgresUrl(),
    KAFKA_BROKERS: brokers(),
    JWKS_URL: httpUrl(),
    READ_KEYS: machineKeys(),
    FAILPOINTS: failpoints(),
  });

export const readRebuildEnv = () =>
  readEnv('rebuild', {
    /** Of the live tables. */
    DATABASE_URL: postgresUrl(),
    /** Of empty ones. */
    REBUILD_DATABASE_URL: postgresUrl(),
    KAFKA_BROKERS: brokers(),
    /** The group it reads as; whoever names it removes it afterwards. */
    REBUILD_GROUP: z.string().min(1),
    /** What is said beside the report, as JSON lines on standard output. */
    REBUILD_LOG_LEVEL: logLevel().default('silent'),
  });
