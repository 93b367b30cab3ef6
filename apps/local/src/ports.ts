import net from 'node:net';

/** The port that was free a moment ago, or `null` when somebody listens there. 0 asks for any. */
function tryPort(port: number, host: string): Promise<number | null> {
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  const server = net.createServer();
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
    else reject(error);
  });
  server.listen({ port, host, exclusive: true }, () => {
    const { port: taken } = server.address() as net.AddressInfo;
    server.close(() => resolve(taken));
  });
  return promise;
}

export const isFree = async (port: number, host: string): Promise<boolean> => (await tryPort(port, host)) !== null;

/** Ports handed out by this process: two parts that ask one after the other must not be told the same. */
const handedOut = new Set<number>();

/** A port on `host` that nobody listens on, the first one at or after `from`; any when `from` is left out. */
export async function freePort(from = 0, host = '127.0.0.1'): Promise<number> {
  for (let port = from; port < 65_536; port += from === 0 ? 0 : 1) {
    if (from !== 0 && handedOut.has(port)) continue;
    const free = await tryPort(port, host);
    if (free === null || handedOut.has(free)) continue;
    handedOut.add(free);
    return free;
  }
  throw new Error(`no free port from ${from} on`);
}
