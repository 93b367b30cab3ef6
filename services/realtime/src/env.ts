import { list, port, readEnv } from '@faturaviva/process';
import { z } from 'zod';

export const readRealtimeEnv = () =>
  readEnv('realtime', {
    HOST: z.string().default('127.0.0.1'),
    PORT: port(3003),
    LOG_LEVEL: z.string().default('info'),
    KAFKA_BROKERS: list().refine((brokers) => brokers.length > 0, 'name at least one host:port'),
    JWKS_URL: z.url(),
    INVOICES_URL: z.url(),
    /** Origins of the pages that may open a socket, such as http://localhost:3000. */
    ALLOWED_ORIGINS: list(),
  });
