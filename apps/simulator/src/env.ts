import { port, readEnv, secret } from '@faturaviva/process';
import { z } from 'zod';

/** All of it may be missing: then a running `npm start` is asked. */
export const simulateEnv = () =>
  readEnv('npm run simulate', {
    PURCHASES_URL: z.url().optional(),
    PURCHASES_API_KEY: secret().optional(),
    INVOICES_URL: z.url().optional(),
    INVOICES_READ_KEY: secret().optional(),
    FATURA_DATA: z.string().optional(),
    /** The folder in which npm was called; npm itself changes to the root. */
    INIT_CWD: z.string().optional(),
  });

export const seedEnv = () =>
  readEnv('seed', {
    LOG_LEVEL: z.string().default('info'),
    PURCHASES_URL: z.url(),
    PURCHASES_API_KEY: secret(),
    INVOICES_URL: z.url(),
    INVOICES_READ_KEY: secret(),
  });

export const trafficEnv = () =>
  readEnv('traffic', {
    HOST: z.string().default('127.0.0.1'),
    PORT: port(3004),
    LOG_LEVEL: z.string().default('info'),
    PURCHASES_URL: z.url(),
    PURCHASES_API_KEY: secret(),
    CONTROL_KEY: secret(),
    /** Purchases per second to begin with. */
    RATE: z.coerce.number().min(0).max(500).default(1),
  });
