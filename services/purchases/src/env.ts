import { brokers, failpoints, host, httpUrl, listOf, logLevel, port, postgresUrl, readEnv } from '@faturaviva/process';
import { z } from 'zod';

/** `name|scope+scope|sha256 of the key in hex`. */
const ApiKeySeed = z
  .string()
  .regex(
    /^[\w-]+\|(purchase|import|operator)(\+(purchase|import|operator))*\|[0-9a-f]{64}$/,
    'expects name|scope+scope|sha256hex, with scopes purchase, import and operator',
  )
  .transform((text) => {
    const [name = '', scopes = '', hash = ''] = text.split('|');
    return { name, scopes: scopes.split('+'), hash: Buffer.from(hash, 'hex') };
  });

export const readPurchasesEnv = () =>
  readEnv('purchases', {
    HOST: host(),
    PORT: port(3001),
    LOG_LEVEL: logLevel(),
    DATABASE_URL: postgresUrl(),
    KAFKA_BROKERS: brokers(),
    JWKS_URL: httpUrl(),
    API_KEYS: listOf(ApiKeySeed),
    FAILPOINTS: failpoints(),
    /** `day,currency,rate` per line: selling rates in reais. */
    EXCHANGE_RATES_FILE: z.string().optional(),
  });
