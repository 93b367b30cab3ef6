import { type Logger, pino } from 'pino';

export type { Logger };

const SECRETS = ['authorization', 'cookie', 'key', 'apiKey', 'token', 'password', 'secret'];

/** JSON lines on standard output. Secrets are removed wherever an object carries them under their usual names. */
export function createLogger(name: string, level = 'info'): Logger {
  return pino({
    name,
    level,
    redact: { paths: SECRETS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), remove: true },
  });
}
