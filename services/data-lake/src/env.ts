import path from 'node:path';
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

const folder = () =>
  z
    .string()
    .min(1)
    .transform((text) => path.resolve(text));

export const readDataLakeEnv = () => {
  const env = readEnv('data-lake', {
    HOST: host(),
    PORT: port(3007),
    LOG_LEVEL: logLevel(),
    DATABASE_URL: postgresUrl(),
    KAFKA_BROKERS: brokers(),
    JWKS_URL: httpUrl(),
    READ_KEYS: machineKeys(),
    /** Shared by all instances. */
    LAKE_FOLDER: folder(),
    /** How old what is not cut yet may be in the provisional files. */
    LAKE_TAIL_SECONDS: z.coerce.number().int().min(1).max(3600).default(30),
    /** How often the lake is compared with the whole log; 0: only when somebody asks for it. */
    LAKE_RECONCILE_MINUTES: z.coerce.number().int().min(0).max(10_080).default(60),
    S3_ENDPOINT: httpUrl().optional(),
    S3_BUCKET: z
      .string()
      .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'is not a name of a bucket')
      .optional(),
    S3_REGION: z.string().min(1).default('us-east-1'),
    S3_ACCESS_KEY: secret().optional(),
    S3_SECRET_KEY: secret().optional(),
    FAILPOINTS: failpoints(),
  });
  const { S3_ENDPOINT: endpoint, S3_BUCKET: bucket, S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = env;
  if (!endpoint && !bucket && !accessKey && !secretKey) return { ...env, store: null };
  if (endpoint && bucket && accessKey && secretKey)
    return { ...env, store: { endpoint, bucket, region: env.S3_REGION, accessKey, secretKey } };
  process.stderr.write(
    'data-lake does not start: of S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY some are set and not all\n',
  );
  return process.exit(1);
};

/** What `npm run lake` tells the process that asks the files. */
export const readLakeCommandEnv = () =>
  readEnv('npm run lake', {
    LAKE_FOLDER: folder(),
    KAFKA_BROKERS: z.string().optional(),
    DATABASE_URL: postgresUrl().optional(),
  });
