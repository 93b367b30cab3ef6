import { env } from './env.ts';

/** Where the browser that asked for `host` reaches realtime: as configured, else the same name at realtime's port. */
export function realtimeUrlFor(host: string | null): string {
  const { REALTIME_URL, REALTIME_PORT } = env();
  if (REALTIME_URL) return new URL(REALTIME_URL).origin;
  const address = `http://${host ?? 'localhost'}`;
  const name = URL.canParse(address) ? new URL(address).hostname : 'localhost';
  return `http://${name}:${REALTIME_PORT}`;
}
