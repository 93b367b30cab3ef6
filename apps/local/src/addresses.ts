import { networkInterfaces } from 'node:os';
import { freePort, isFree } from './ports.ts';

const SERVED = [
  'dashboard',
  'purchases',
  'invoices',
  'realtime',
  'simulator',
  'fraud',
  'analytics',
  'data-lake',
  'bank',
  'partners',
  'operations',
] as const;
export type Served = (typeof SERVED)[number];

export interface Addresses {
  ports: Record<Served, number>;
  /** As the parts of this machine reach each other. */
  urls: Record<Served, string>;
  /** Of the page, as other devices reach it; empty unless the local network is let in. */
  lan: string[];
  /** Ports that were taken, each with the one that is used instead. */
  moved: Partial<Record<Served, number>>;
}

/** Addresses of this machine in its local networks. */
function localAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter((address) => address.family === 'IPv4' && !address.internal)
    .map((address) => address.address);
}

/**
 * A port for each part that is served: as many in a row from `first`. One that is taken is replaced by a free one
 * from behind them on, so that it does not push the others away. 0: any free ports.
 */
export async function chooseAddresses(first: number, lan: boolean): Promise<Addresses> {
  const moved: Addresses['moved'] = {};
  const entries: [Served, number][] = [];
  for (const [index, name] of SERVED.entries()) {
    const wanted = first === 0 ? 0 : first + index;
    const open = lan && (name === 'dashboard' || name === 'realtime');
    const host = open ? '0.0.0.0' : '127.0.0.1';
    const port = (await isFree(wanted, host))
      ? await freePort(wanted, host)
      : await freePort(first + SERVED.length, host);
    if (wanted !== 0 && port !== wanted) moved[name] = wanted;
    entries.push([name, port]);
  }
  const ports = Object.fromEntries(entries) as Record<Served, number>;
  const urls = Object.fromEntries(entries.map(([name, port]) => [name, `http://127.0.0.1:${port}`]));
  return {
    ports,
    urls: urls as Record<Served, string>,
    lan: lan ? localAddresses().map((address) => `http://${address}:${ports.dashboard}`) : [],
    moved,
  };
}
