import { readFileSync } from 'node:fs';
import path from 'node:path';
import { topics } from '@faturaviva/events';
import { type Addresses, chooseAddresses, type Served } from './addresses.ts';
import { ensureDashboardBuild } from './dashboard-build.ts';
import { reloadOnChange } from './dev-reload.ts';
import { lastLines, StartFailure } from './failure.ts';
import { ensureKeys, type Keys } from './keys.ts';
import { partLine, shownPath } from './lines.ts';
import type { StartOptions } from './options.ts';
import { endChild, launch, Part, type PartPlan, whenEnded } from './part.ts';
import { partPlans, READERS } from './parts.ts';
import { type PreparedDatabase, perRole, prepareDatabase } from './prepare-database.ts';
import {
  connectWithin,
  type DatabaseServer,
  explainStoreFailure,
  type KafkaServer,
  useDatabase,
  useKafka,
} from './servers.ts';
import type { State } from './state.ts';

export interface ProductOptions extends StartOptions {
  dataFolder: string;
  /** Kafka to use in place of the embedded one; empty: none. */
  brokers: string[];
  databaseUrl: string | undefined;
  logLevel: string | undefined;
  print: (line: string) => void;
}

/** What runs, for whoever has to find it. */
export interface Running {
  addresses: Addresses;
  keys: Keys;
  brokers: string[];
  kafkaData: State['kafkaData'];
  database: State['database'];
}

interface Stoppable {
  name: string;
  stop(): Promise<void>;
  kill(): void;
}

const KAFKA_PORT = 9192;
const POSTGRES_PORT = 54329;
const TOPICS_LIMIT_MS = 30_000;

const withoutPassword = (url: string): string => Object.assign(new URL(url), { password: '' }).href;

/** The whole product on this machine: started in the order of its needs, stopped in the reverse one. */
export class Product {
  readonly #o: ProductOptions;
  readonly #aborted = new AbortController();
  readonly #opened: Stoppable[] = [];
  #starting: Promise<unknown> = Promise.resolve();

  constructor(options: ProductOptions) {
    this.#o = options;
  }

  /** Resolves once everything works and the demonstration has its people; throws StartFailure. */
  start(): Promise<Running> {
    const starting = this.#start();
    this.#starting = starting.catch(() => undefined);
    return starting;
  }

  /** Ends everything, the last started first. The data stay. */
  async stop(): Promise<void> {
    this.#aborted.abort();
    await this.#starting;
    for (const part of this.#opened.toReversed()) {
      const began = Date.now();
      await part.stop();
      this.#o.print(partLine(part.name, 'stopped', Date.now() - began));
    }
  }

  /** Ends everything at once. */
  kill(): void {
    for (const part of this.#opened) part.kill();
  }

  async #start(): Promise<Running> {
    const { dataFolder, print } = this.#o;
    const keys = ensureKeys(path.join(dataFolder, 'keys'));
    const addresses = await chooseAddresses(this.#o.port, this.#o.lan);
    const building = this.#build();
    building.catch(() => undefined);
    const { kafka, prepared } = await this.#openStores(keys);
    const database = { url: withoutPassword(prepared.adminUrl), embedded: this.#o.databaseUrl === undefined };
    const plans = partPlans({
      addresses,
      keys,
      brokers: kafka.brokers,
      databaseUrls: prepared.urls,
      dataFolder,
      dev: this.#o.dev,
      logLevel: this.#o.logLevel,
    });
    const up = (name: Served) => this.#startPart(name, plans[name], addresses);
    const dashboard = building.then(() => up('dashboard'));
    await this.#all([
      Promise.all([up('purchases'), up('invoices')]).then(() => this.#seed(plans.seed)),
      up('realtime'),
      ...READERS.map(up),
      dashboard,
    ]);
    if (this.#o.traffic) await this.#all([up('simulator')]);
    for (const [name, wanted] of Object.entries(addresses.moved))
      print(partLine(name, `uses port ${addresses.ports[name as Served]}, for ${wanted} is taken`));
    const { brokers, data: kafkaData } = kafka;
    return { addresses, keys, brokers, kafkaData, database };
  }

  /** As Promise.all, but over at once when everything is to be stopped. */
  async #all(work: Promise<unknown>[]): Promise<void> {
    const { signal } = this.#aborted;
    const stopped = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(new StartFailure('stopped')), { once: true }),
    );
    const all = Promise.all(work);
    all.catch(() => undefined);
    signal.throwIfAborted();
    await Promise.race([all, stopped]);
  }

  async #build(): Promise<void> {
    if (this.#o.dev) return;
    const began = Date.now();
    const logFile = path.join(this.#o.dataFolder, 'logs', 'dashboard-build.log');
    const saying = setTimeout(() => this.#o.print(partLine('pages', 'are built for the first time, or anew ...')), 300);
    const built = await ensureDashboardBuild(logFile, this.#aborted.signal).finally(() => clearTimeout(saying));
    if (built) this.#o.print(partLine('pages', 'built', Date.now() - began));
  }

  async #openStores(keys: Keys): Promise<{ kafka: KafkaServer; prepared: PreparedDatabase }> {
    const { dataFolder, print } = this.#o;
    const say = (line: string) => print(`  ${line}`);
    const embedded = this.#o.port === 0 ? 0 : 1;
    const opening = [
      this.#open('Postgres', () =>
        useDatabase(this.#o.databaseUrl, {
          dataFolder,
          port: POSTGRES_PORT * embedded,
          say,
          password: keys.postgres.value,
        }),
      ).then((server) => this.#prepare(server, keys)),
      this.#open('Kafka', () => useKafka(this.#o.brokers, { dataFolder, port: KAFKA_PORT * embedded, say })).then(
        (server) => this.#ensureTopics(server),
      ),
    ] as const;
    // What has been opened must be known before anything is stopped, so both are waited for in either case.
    await Promise.allSettled(opening);
    const [prepared, kafka] = await Promise.all(opening);
    this.#aborted.signal.throwIfAborted();
    return { kafka, prepared };
  }

  async #open<T extends KafkaServer | DatabaseServer>(name: string, open: () => Promise<T>): Promise<T> {
    const began = Date.now();
    const server = await open();
    this.#opened.push({ name, stop: () => server.stop(), kill: () => server.kill() });
    this.#o.print(partLine(name, server.note, Date.now() - began));
    return server;
  }

  async #prepare({ adminUrl, database }: DatabaseServer, keys: Keys): Promise<PreparedDatabase> {
    const began = Date.now();
    const passwords = perRole((role) => keys[`${role}-role`].value);
    try {
      const prepared = await prepareDatabase({ superuserUrl: adminUrl, database, passwords });
      const { length } = prepared.applied;
      const note = length === 0 ? 'up to date' : `${length} migration${length === 1 ? '' : 's'} applied`;
      this.#o.print(partLine('database', note, Date.now() - began));
      return prepared;
    } catch (error) {
      throw explainStoreFailure(error, this.#o.dataFolder);
    }
  }

  async #ensureTopics(server: KafkaServer): Promise<KafkaServer> {
    const began = Date.now();
    const kafka = await connectWithin('start', server.brokers);
    try {
      await kafka.ensureTopics(topics, TOPICS_LIMIT_MS);
    } catch (error) {
      throw explainStoreFailure(error, this.#o.dataFolder);
    } finally {
      await kafka.close();
    }
    this.#o.print(partLine('topics', topics.map((topic) => topic.name).join(', '), Date.now() - began));
    return server;
  }

  async #startPart(name: Served, plan: PartPlan, { urls }: Addresses): Promise<void> {
    const { print } = this.#o;
    const log = shownPath(plan.logFile);
    const part = new Part(plan, {
      up: (ms) => print(partLine(plan.name, urls[name], ms)),
      waiting: (reason) => print(partLine(plan.name, `waits: ${reason}`)),
      ended: (code, pauseMs) =>
        print(
          partLine(plan.name, `ended by itself (${code ?? 'killed'}), starts again in ${pauseMs / 1000} s; see ${log}`),
        ),
      givenUp: (tail) =>
        print(`${partLine(plan.name, `ended too often and is given up; the end of ${log}:`)}\n${tail}`),
    });
    this.#aborted.signal.throwIfAborted();
    this.#opened.push(part);
    if (this.#o.dev && name !== 'dashboard') reloadOnChange(part, plan, print);
    await part.start();
  }

  /** Gives the demonstration its people and their history, once: what is there already stays as it is. */
  async #seed(plan: PartPlan): Promise<void> {
    const began = Date.now();
    this.#aborted.signal.throwIfAborted();
    const child = launch(plan);
    const stop = () => void endChild(child);
    this.#aborted.signal.addEventListener('abort', stop);
    const code = await whenEnded(child);
    this.#aborted.signal.removeEventListener('abort', stop);
    if (this.#aborted.signal.aborted) return;
    const log = readFileSync(plan.logFile, 'utf8');
    if (code !== 0) throw new StartFailure(`The demonstration could not be prepared:\n${lastLines(log, 12)}`);
    this.#o.print(partLine('people', 'of the demonstration are there', Date.now() - began));
  }
}
