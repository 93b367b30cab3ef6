import { list, port, readEnv, secret } from '@faturaviva/process';
import { z } from 'zod';

/** `name|scope+scope|sha256 of the key in hex`. */
const ApiKeySeed = z
  .string()
  .regex(/^[\w-]+\|[a-z+]+\|[0-9a-f]{64}$/, 'expects name|scope+scope|sha256hex')
  .transform((text) => {
    const [name = '', scopes = '', hash = ''] = text.split('|');
    return { name, scopes: scopes.split('+'), hash: Buffer.from(hash, 'hex') };
  });

export const readPurchasesEnv = () =>
  readEnv('purchases', {
    HOST: z.string().default('127.0.0.1'),
    PORT: port(3001),
    LOG_LEVEL: z.string().default('info'),
    DATABASE_URL: secret(),
    KAFKA_BROKERS: list().pipe(z.array(z.string()).min(1)),
    JWKS_URL: z.url(),
    API_KEYS: list().pipe(z.array(ApiKeySeed)),
  });
