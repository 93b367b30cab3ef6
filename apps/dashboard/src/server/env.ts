import { list, port, readEnv, secret } from '@faturaviva/process';
import { z } from 'zod';

const shape = {
  HOST: z.string().default('127.0.0.1'),
  PORT: port(3000),
  LOG_LEVEL: z.string().default('info'),
  PURCHASES_URL: z.url(),
  PURCHASES_API_KEY: secret(),
  INVOICES_URL: z.url(),
  INVOICES_READ_KEY: secret(),
  /** Where browsers reach realtime. Without it: the page's own host name, at REALTIME_PORT. */
  REALTIME_URL: z.url().optional(),
  REALTIME_PORT: port(3003),
  SIMULATOR_URL: z.url(),
  SIMULATOR_KEY: secret(),
  FRAUD_URL: z.url(),
  ANALYTICS_URL: z.url(),
  DATA_LAKE_URL: z.url(),
  BANK_URL: z.url(),
  PARTNERS_URL: z.url(),
  OPERATIONS_URL: z.url(),
  /** Of the operator's pages, at all six. */
  CONSOLE_KEY: secret(),
  /** Private JWK that signs people's tokens; made once when it is missing. */
  TOKEN_KEY_FILE: z.string().min(1),
  /** Addresses at which other devices reach this page, when it is served to the local network. */
  PUBLIC_URLS: list(),
};

let read: ReturnType<typeof readEnv<typeof shape>> | undefined;

/** Read when first asked for, so that a build needs no environment. */
export function env() {
  read ??= readEnv('dashboard', shape);
  return read;
}

/** React and Next choose their builds by this name when they are first imported. */
export function setMode(mode: 'development' | 'production'): void {
  Object.assign(process.env, { NODE_ENV: mode, NEXT_TELEMETRY_DISABLED: '1' });
}

export const isDevelopment = () => process.env.NODE_ENV === 'development';
