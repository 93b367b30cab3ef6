import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectKafka, type Kafka } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { startKafka } from './embedded-kafka.ts';
import { startPostgres } from './embedded-postgres.ts';
import { StartFailure } from './failure.ts';
import { keepAlive } from './keep-alive.ts';
import { freePort } from './ports.ts';
import { signal } from './processes.ts';

/** What the product stores things in: an embedded server, or one that was given. */
export interface Server {
  /** Where it listens, for a line. */
  note: string;
  stop(): Promise<void>;
  /** At once and without care, for a second Ctrl-C. */
  kill(): void;
}

export interface KafkaServer extends Server {
  brokers: string[];
  /** Where the embedded one keeps its log; `null`: it is somebody else's. */
  data: string | null;
}

export interface DatabaseServer extends Server {
  /** As a superuser. */
  adminUrl: string;
  /** The product's own database there. */
  database: string;
}

interface Embedding {
  dataFolder: string;
  /** The first one that is tried. A server that still runs keeps the port it has. */
  port: number;
  say: (line: string) => void;
}

const CONNECT_LIMIT_MS = 30_000;
const OUR_DATABASE = 'faturaviva';
const given = (note: string): Server => ({
  note: `${note} (given)`,
  stop: () => Promise.resolve(),
  kill: () => undefined,
});

export async function useKafka(brokers: string[], { dataFolder, port, say }: Embedding): Promise<KafkaServer> {
  if (brokers.length > 0) return { ...given(brokers.join(', ')), brokers, data: null };
  const directory = path.join(dataFolder, 'kafka');
  const first = await startKafka({ directory, port: await freePort(port), say });
  const again = { directory, port: first.port, controllerPort: first.controllerPort, say };
  const kept = keepAlive('Kafka', first, {
    // kill() on the dead one gives the folder's lock back.
    start: (dead) => dead.kill().then(() => startKafka(again)),
    say,
  });
  return {
    brokers: first.brokers,
    data: path.join(directory, 'data'),
    note: first.brokers.join(', '),
    stop: () => kept.end((server) => server.stop()),
    kill: () => signal(kept.current().pid, 'SIGKILL'),
  };
}

/** @throws StartFailure when nobody answers for half a minute */
export async function connectWithin(clientId: string, brokers: string[]): Promise<Kafka> {
  const connecting = connectKafka({ clientId, brokers, logger: createLogger(clientId, 'silent') });
  const kafka = await Promise.race([connecting, sleep(CONNECT_LIMIT_MS, null, { ref: false })]);
  if (kafka === null) throw new StartFailure(`No Kafka answers at ${brokers.join(', ')}: is KAFKA_BROKERS right?`);
  return kafka;
}

/** What DATABASE_URL names: the product's database, and another one of its server, from which it can be made. */
export function databaseOf(url: string): Pick<DatabaseServer, 'adminUrl' | 'database'> {
  const named = decodeURIComponent(new URL(url).pathname.slice(1));
  const adminUrl = Object.assign(new URL(url), { pathname: '/postgres' }).href;
  return { adminUrl, database: named === '' || named === 'postgres' ? OUR_DATABASE : named };
}

export async function useDatabase(
  url: string | undefined,
  { dataFolder, port, say, password }: Embedding & { password: string },
): Promise<DatabaseServer> {
  if (url !== undefined) {
    const { adminUrl, database } = databaseOf(url);
    return { ...given(`${new URL(url).host}, database ${database}`), adminUrl, database };
  }
  const directory = path.join(dataFolder, 'postgres');
  const first = await startPostgres({ directory, port: await freePort(port), password, say });
  const kept = keepAlive('Postgres', first, {
    start: () => startPostgres({ directory, port: first.port, password, say }),
    say,
  });
  return {
    adminUrl: first.url,
    database: OUR_DATABASE,
    note: `127.0.0.1:${first.port}`,
    stop: () => kept.end((server) => server.stop()),
    kill: () => signal(kept.current().pid, 'SIGQUIT'),
  };
}

/** What went wrong with a store, as a sentence with a way on. */
export function explainStoreFailure(error: unknown, dataFolder: string): StartFailure {
  if (error instanceof StartFailure) return error;
  const message = error instanceof Error ? error.message || error.name : String(error);
  const first = message.trim().split('\n').slice(0, 3).join(' ').slice(0, 400);
  const code = (error as { code?: string }).code;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND')
    return new StartFailure(`The database does not answer (${first}): is DATABASE_URL right, and does the server run?`);
  if (code === '28P01') return new StartFailure('The database refuses the login of DATABASE_URL.');
  return new StartFailure(
    `The data in ${dataFolder} do not fit this version (${first}). Start with an empty folder: npm start -- --data DIR`,
  );
}
