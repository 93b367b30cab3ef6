import path from 'node:path';
import { httpUrl, list, readEnv, secret } from '@faturaviva/process';
import { z } from 'zod';

/** What `npm start` takes from the environment; all of it may be missing. */
export const startEnv = () =>
  readEnv('npm start', {
    FATURA_DATA: z.string().optional(),
    KAFKA_BROKERS: list(),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    LOG_LEVEL: z.string().optional(),
  });

/** What `npm run rebuild` takes from the environment; all of it may be missing. */
export const rebuildEnv = () =>
  readEnv('npm run rebuild', {
    FATURA_DATA: z.string().optional(),
    KAFKA_BROKERS: list(),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  });

/** What `npm run fraud:…` takes from the environment; all of it may be missing. */
export const fraudEnv = (name: string) =>
  readEnv(name, {
    FATURA_DATA: z.string().optional(),
    KAFKA_BROKERS: list(),
    /** The interpreter that makes the folder with the learning library: `fraud:train` only. */
    PYTHON: z.string().default('python3'),
    /** The folder in which npm was called; npm itself changes to the root. */
    INIT_CWD: z.string().optional(),
  });

/** What `npm run lake` takes from the environment; all of it may be missing. */
export const lakeEnv = () =>
  readEnv('npm run lake', {
    FATURA_DATA: z.string().optional(),
    LAKE_FOLDER: z.string().optional(),
    KAFKA_BROKERS: list(),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  });

/** What `npm run read` takes from the environment; all of it may be missing. */
export const readingEnv = () => readEnv('npm run read', { FATURA_DATA: z.string().optional(), KAFKA_BROKERS: list() });

/** What `npm run dead-letters` takes from the environment; all of it may be missing. */
export const deadLettersEnv = () =>
  readEnv('npm run dead-letters', {
    FATURA_DATA: z.string().optional(),
    INVOICES_URL: httpUrl().optional(),
    INVOICES_READ_KEY: secret().optional(),
    PURCHASES_URL: httpUrl().optional(),
    OPERATOR_API_KEY: secret().optional(),
    /** The folder in which npm was called; npm itself changes to the root. */
    INIT_CWD: z.string().optional(),
  });

export const databaseUrl = () =>
  readEnv('migrate', { DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }) }).DATABASE_URL;

export const javaCommand = (): string =>
  process.env['JAVA_HOME'] ? path.join(process.env['JAVA_HOME'], 'bin', 'java') : 'java';

/** The environment of a process that is started from here: this one's, with `more` on top. */
export const environmentWith = (more: Record<string, string>): Record<string, string | undefined> => ({
  ...process.env,
  ...more,
});

export const prepareEnv = () =>
  readEnv('prepare', {
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
    PURCHASES_PASSWORD: secret(),
    INVOICES_PASSWORD: secret(),
    FRAUD_PASSWORD: secret(),
    ANALYTICS_PASSWORD: secret(),
    LAKE_PASSWORD: secret(),
    PARTNERS_PASSWORD: secret(),
    BANK_PASSWORD: secret(),
    KAFKA_BROKERS: list().pipe(z.array(z.string()).min(1)),
  });
