import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { perRole, prepareDatabase, type Role } from '@faturaviva/local/database';
import { type EmbeddedKafka, startKafka } from '@faturaviva/local/kafka';
import { startPostgres } from '@faturaviva/local/postgres';
import { endProcess } from '../../apps/local/src/processes.ts';

export interface TestDatabase {
  /** As superuser. */
  adminUrl: string;
  /** As each service. */
  urls: Record<Role, string>;
}

export interface TestKafka {
  readonly pid: number;
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again at the same address, on the same data. */
  start(): Promise<void>;
  /** Takes the data of a broker that does not run away; started again, it is another cluster. */
  emptyDisk(): void;
}

export interface TestPostgres {
  readonly port: number;
  /** Of the postmaster. */
  readonly pid: number;
  /** Fast: its clients are cut off. */
  stop(): Promise<void>;
  /** kill -9 of the postmaster; its children notice by themselves. */
  kill(): Promise<void>;
  /** Starts it again at the same address, on the same data. */
  start(): Promise<void>;
}

export interface Stack {
  brokers: string[];
  kafka: TestKafka;
  postgres: TestPostgres;
  superuserUrl: string;
  /** A new database with the services' roles and all migrations. */
  newDatabase(): Promise<TestDatabase>;
  stop(): Promise<void>;
}

/**
 * A folder for one test run that is removed, together with the servers that run in it, once `release` is called or
 * this process is gone, however it goes.
 */
export function temporaryFolder(): { folder: string; release: () => Promise<void> } {
  const folder = mkdtempSync(path.join(tmpdir(), 'fatura-viva-test-'));
  // PostgreSQL runs as another user when the tests run as root.
  chmodSync(folder, 0o711);
  const watchdog = spawn(process.execPath, [path.join(import.meta.dirname, 'watchdog.ts'), folder], {
    stdio: ['pipe', 'ignore', 'inherit'],
    detached: true,
  });
  const gone = new Promise<void>((resolve) => watchdog.once('exit', () => resolve()));
  watchdog.unref();
  (watchdog.stdin as Socket).unref();
  return {
    folder,
    release: async () => {
      watchdog.stdin.end();
      watchdog.ref();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function restartableKafka(directory: string): Promise<{ brokers: string[]; kafka: TestKafka }> {
  let running: EmbeddedKafka = await startKafka({ directory });
  const { port, controllerPort, brokers } = running;
  return {
    brokers,
    kafka: {
      get pid() {
        return running.pid;
      },
      stop: () => running.stop(),
      kill: () => running.kill(),
      start: async () => {
        running = await startKafka({ directory, port, controllerPort });
      },
      emptyDisk: () => rmSync(path.join(directory, 'data'), { recursive: true }),
    },
  };
}

/** A real PostgreSQL of its own, without Kafka. */
export async function startPostgresOnly(): Promise<Omit<Stack, 'brokers' | 'kafka'>> {
  const { folder, release } = temporaryFolder();
  try {
    return { ...(await databases(folder)), stop: release };
  } catch (error) {
    await release();
    throw error;
  }
}

async function restartablePostgres(directory: string): Promise<{ url: string; postgres: TestPostgres }> {
  const start = (port?: number) => startPostgres({ directory, password: 'test', ...(port ? { port } : {}) });
  let running = await start();
  const { port, url } = running;
  return {
    url,
    postgres: {
      port,
      get pid() {
        return running.pid;
      },
      stop: () => running.stop(),
      kill: () => endProcess(running.pid, 0),
      start: async () => {
        running = await start(port);
      },
    },
  };
}

async function databases(folder: string): Promise<Pick<Stack, 'postgres' | 'superuserUrl' | 'newDatabase'>> {
  const { url, postgres } = await restartablePostgres(path.join(folder, 'postgres'));
  const passwords = perRole(() => 'test');
  return {
    postgres,
    superuserUrl: url,
    newDatabase: () => prepareDatabase({ superuserUrl: url, database: `test_${randomUUID().slice(0, 8)}`, passwords }),
  };
}

/** A real Kafka and a real PostgreSQL of their own, on free ports, ready in about two seconds. */
export async function startKafkaAndPostgres(): Promise<Stack> {
  const { folder, release } = temporaryFolder();
  const [kafka, postgres] = await Promise.allSettled([restartableKafka(path.join(folder, 'kafka')), databases(folder)]);
  if (kafka.status === 'fulfilled' && postgres.status === 'fulfilled')
    return { ...kafka.value, ...postgres.value, stop: release };
  await release();
  throw kafka.status === 'rejected' ? kafka.reason : (postgres as PromiseRejectedResult).reason;
}
