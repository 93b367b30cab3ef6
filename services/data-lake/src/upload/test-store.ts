import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { StoreOptions } from './object-store.ts';

/** The little of the server that is used here; it has no types of its own. */
interface S3Server {
  run(): Promise<{ address: string; port: number }>;
  close(): Promise<void>;
}
type S3ServerClass = new (options: object) => S3Server;

const BUCKET = 'lake-of-facts';

export interface TestStore {
  options: StoreOptions;
  /** Every request before this one is answered as usual; then every `n`-th fails, in turn by an answer and by a cut. */
  failEvery(n: number | null): void;
  failures(): number;
  stop(): Promise<void>;
}

/** A server that speaks S3 on the given folder, checks signatures, and fails when it is told to. */
export async function startStore(directory: string): Promise<TestStore> {
  const Server = createRequire(import.meta.url)('@20minutes/s3rver') as S3ServerClass;
  const options = { port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: BUCKET }] };
  const server = new Server(options);
  const { port } = await server.run();
  let [every, seen, failed]: [number | null, number, number] = [null, 0, 0];
  const door = createServer((incoming, answer) => {
    seen += 1;
    if (every !== null && seen % every === 0) {
      failed += 1;
      if (failed % 2 === 0) return void incoming.socket.destroy();
      incoming.resume();
      answer.writeHead(503).end('<Error><Code>SlowDown</Code></Error>');
      return;
    }
    const { method, url, headers } = incoming;
    const forwarded = request({ host: '127.0.0.1', port, method, path: url, headers }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers);
      got.pipe(answer);
    });
    forwarded.on('error', () => answer.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  return {
    // The key pair that the server knows.
    options: { endpoint, bucket: BUCKET, region: 'us-east-1', accessKey: 'S3RVER', secretKey: 'S3RVER' },
    failEvery(n) {
      every = n;
    },
    failures: () => failed,
    async stop() {
      door.closeAllConnections();
      await new Promise((resolve) => door.close(resolve));
      await server.close();
    },
  };
}
