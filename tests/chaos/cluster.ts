import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, type Pool } from '@faturaviva/database';
import { sha256 } from '@faturaviva/http';
import { freePort } from '../../apps/local/src/ports.ts';
import { type Stack, startKafkaAndPostgres, type TestDatabase } from '../support/stack.ts';
import { type Identity, startIdentity } from './identity.ts';
import { ServiceProcess } from './service-process.ts';

export const CHAOS_KEY = 'chaos-key';

export type Kind = 'purchases' | 'invoices' | 'realtime';

export interface ClusterOptions {
  /** The tree whose services run; this one when left out. */
  root?: string;
}

/** By name of a process, such as `purchases-1`: the failpoint that ends each of its next lives, such as `relay.after-mark@3`. */
export type Deaths = Record<string, string[]>;

/** Of whatever must happen; a group that lost a member without a word stands still for ten seconds. */
const PATIENCE_MS = 60_000;
const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * The services as they run in production, two processes of each, on one real broker and one real database. Whoever dies
 * is started again.
 */
export class Cluster {
  readonly stack: Stack;
  readonly database: TestDatabase;
  readonly identity: Identity;
  /** As superuser, whatever becomes of the server meanwhile. */
  readonly admin: Pool;
  readonly processes = new Map<string, ServiceProcess>();
  readonly #root: string;
  readonly #logs = mkdtempSync(path.join(tmpdir(), 'fatura-viva-chaos-'));
  readonly #ports = new Map<string, number>();

  private constructor(stack: Stack, database: TestDatabase, identity: Identity, root: string) {
    this.stack = stack;
    this.database = database;
    this.identity = identity;
    this.#root = root;
    this.admin = connectDatabase({ url: database.adminUrl, name: 'chaos', queryTimeoutMs: 20_000 });
  }

  static async start({ root = ROOT }: ClusterOptions = {}): Promise<Cluster> {
    const stack = await startKafkaAndPostgres();
    const cluster = new Cluster(stack, await stack.newDatabase(), await startIdentity(), root);
    try {
      for (const number of [1, 2])
        for (const kind of ['purchases', 'invoices', 'realtime'] as const) await cluster.#add(kind, number);
      for (const process of cluster.processes.values()) process.start();
      await Promise.all([...cluster.processes.values()].map((process) => process.ready()));
      await cluster.shared();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  process(name: string): ServiceProcess {
    const found = this.processes.get(name);
    if (!found) throw new Error(`there is no process ${name}`);
    return found;
  }

  /** Addresses of all processes of a kind, in their order. */
  urls(kind: Kind): string[] {
    return [...this.processes.values()].filter(({ name }) => name.startsWith(kind)).map(({ url }) => url);
  }

  /** One more process beside the others. */
  async join(kind: Kind, number: number): Promise<ServiceProcess> {
    const process = await this.#add(kind, number);
    process.start();
    return process;
  }

  /** It ends in good order and leaves for good. */
  async leave(name: string): Promise<void> {
    await this.process(name).stop();
    this.processes.delete(name);
  }

  /** Each of them starts anew in good order, armed for its next deaths. */
  async arm(deaths: Deaths): Promise<void> {
    const lives = Object.entries(deaths).map(([name, points]) => [
      name,
      points.map((point) => ({ FAILPOINTS: point })),
    ]);
    await this.renew(Object.fromEntries(lives));
    await this.shared();
  }

  /** Each of them starts anew in good order, with one environment more for each of its next lives. */
  async renew(lives: Record<string, Record<string, string>[]>): Promise<void> {
    await Promise.all(
      Object.entries(lives).map(async ([name, environments]) => {
        const process = this.process(name);
        await process.stop();
        process.start(...environments);
        await process.ready();
      }),
    );
  }

  /** Resolves once both invoices processes own partitions and every partition has a relay. */
  async shared(): Promise<void> {
    await eventually('the partitions are shared out', async () => {
      const owned = await Promise.all(['invoices-1', 'invoices-2'].map((name) => this.owned(name)));
      const all = owned[0] !== undefined && owned[1] !== undefined && owned[0] + owned[1] === 12;
      return all && !owned.includes(0) && (await this.relaySessions()).length === 12;
    });
  }

  /** From now on purchases-1 relays all partitions: the other one was away for longer than taking them lasts. */
  async relayByTheFirst(): Promise<void> {
    await this.renew({ 'purchases-2': [] });
    await this.shared();
  }

  /** Resolves once these processes have died where they were to. */
  async died(deaths: Deaths): Promise<void> {
    const awaited = (name: string): string[] =>
      (deaths[name] ?? []).filter(
        (point) =>
          !this.process(name)
            .log()
            .includes(`failpoint ${point.split('@')[0]}\n`),
      );
    const names = Object.keys(deaths);
    let lastWords = Date.now();
    await eventually(`all die at ${names.flatMap((name) => deaths[name] ?? []).join(', ')}`, async () => {
      const alive = names.filter((name) => awaited(name).length > 0);
      // Whoever has died enough may hold the partitions that the other one needs in order to die.
      if (Date.now() - lastWords > 8_000 && alive.length === 1 && alive[0]?.startsWith('purchases')) {
        lastWords = Date.now();
        this.process(alive[0] === 'purchases-1' ? 'purchases-2' : 'purchases-1').crash();
      }
      return alive.length === 0;
    });
  }

  /** Resolves once the first one of these processes has died. */
  async oneDied(deaths: Deaths): Promise<void> {
    const died = (name: string) => this.process(name).log().includes('killed at failpoint');
    await eventually('one of them dies', () => Object.keys(deaths).some(died));
  }

  /** Sessions of the database that hold the relays' locks, a partition each. */
  async relaySessions(): Promise<number[]> {
    const { rows } = await this.admin.query<{ pid: number }>(
      `SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
       WHERE l.locktype = 'advisory' AND l.classid = 4711 AND d.datname = current_database()`,
    );
    return rows.map(({ pid }) => pid);
  }

  /** How many partitions an invoices process reads, by its own metrics. */
  async owned(name: string): Promise<number> {
    const url = `${this.process(name).url}/metrics`;
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    const text = (await response?.text()) ?? '';
    return text.split('\n').filter((line) => line.startsWith('invoices_lag{')).length;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.processes.values()].map((process) => process.kill()));
    this.identity.stop();
    await this.admin.end();
    await this.stack.stop();
    rmSync(this.#logs, { recursive: true, force: true });
  }

  async #add(kind: Kind, number: number): Promise<ServiceProcess> {
    const name = `${kind}-${number}`;
    const port = await freePort();
    this.#ports.set(name, port);
    const process = new ServiceProcess({
      name,
      main: `services/${kind}/src/main.ts`,
      root: this.#root,
      port,
      env: { ...this.#environment(kind, number), PORT: String(port) },
      logFile: path.join(this.#logs, `${name}.log`),
    });
    this.processes.set(name, process);
    return process;
  }

  #environment(kind: Kind, number: number): Record<string, string> {
    const hash = sha256(CHAOS_KEY).toString('hex');
    const common = {
      KAFKA_BROKERS: this.stack.brokers.join(','),
      JWKS_URL: this.identity.jwksUrl,
      LOG_LEVEL: 'info',
      NODE_ENV: 'test',
    };
    switch (kind) {
      case 'purchases':
        return { ...common, DATABASE_URL: this.database.urls.purchases, API_KEYS: `chaos|import+operator|${hash}` };
      case 'invoices':
        return { ...common, DATABASE_URL: this.database.urls.invoices, READ_KEYS: `chaos|${hash}` };
      case 'realtime':
        return { ...common, INVOICES_URL: `http://127.0.0.1:${this.#ports.get(`invoices-${number}`)}` };
      default:
        return kind satisfies never;
    }
  }
}

/** Waits as long as anything here may take. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) if (await holds()) return;
  throw new Error(`not in time: ${what}`);
}
