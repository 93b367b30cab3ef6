import type { AddressInfo } from 'node:net';
import { connect, createServer, type Socket } from 'node:net';

const COMMIT = Buffer.from('COMMIT\0');

/** Before the server saw it: nothing was kept. After: everything was, and nobody is told. */
type Cut = 'before' | 'after';

export interface CuttingProxy {
  port: number;
  /** The next COMMITs that go by are cut, one after the other in this manner. */
  cut(...cuts: Cut[]): void;
  /** How many are still to be cut. */
  left(): number;
  stop(): void;
}

/** Stands before a Postgres and cuts a connection at the moment of its COMMIT. */
export async function startCuttingProxy(target: number): Promise<CuttingProxy> {
  const cuts: Cut[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const end = () => {
      client.destroy();
      upstream.destroy();
      sockets.delete(client);
    };
    sockets.add(client);
    let silent = false;
    client.on('data', (bytes) => {
      const cut = bytes.includes(COMMIT) ? cuts.shift() : undefined;
      if (cut === 'before') return end();
      silent ||= cut === 'after';
      upstream.write(bytes);
    });
    upstream.on('data', (bytes) => (silent ? end() : client.write(bytes)));
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cut: (...more) => void cuts.push(...more),
    left: () => cuts.length,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
