import { list, port, readEnv } from '@faturaviva/process';
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
    HOST: z.string().default('127.0.0.1'),
    PORT: port(3002),
    LOG_LEVEL: z.string().default('info'),
    DATABASE_URL: z.url(),
    KAFKA_BROKERS: list().pipe(z.array(z.string()).min(1, 'name at least one broker')),
    JWKS_URL: z.url(),
    READ_KEYS: list().pipe(z.array(machineKey)),
  });
