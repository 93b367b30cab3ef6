import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { connectDatabase, type Pool } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { sha256 } from '@faturaviva/http';
import { connectKafka, encodeFact, type Kafka, type OutgoingRecord, readOffsets } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { until } from '../../../tests/support/client.ts';
import { environmentWith } from '../../../tests/support/env.ts';
import { type Stack, startKafkaAndPostgres, type TestDatabase, temporaryFolder } from '../../../tests/support/stack.ts';
import { Catalogue } from './catalogue.ts';
import { type Pace } from './keeper.ts';
import { nothing, plus, type Tally } from './rules/tally.ts';
import { type DataLake, type DataLakeOptions, startDataLake } from './service.ts';
import { LakeSession } from './sql/session.ts';
import { type Plain, plain } from './sql/values.ts';
import type { StoreOptions } from './upload/object-store.ts';

const READ_KEY = 'read-key';
const silent = createLogger('test', 'silent');
export const quick: Pace = { tailMs: 300, mendMs: 500, mergeMs: Number.POSITIVE_INFINITY, uploadMs: 300, graceMs: 0 };

/** A uuid of a number: the same number, the same uuid. */
export const idOf = (kind: number, n: number): string =>
  `018f3c1e-${kind.toString(16).padStart(4, '0')}-7000-8000-${n.toString(16).padStart(12, '0')}`;

const DAY_MS = 86_400_000;
const BEGIN = Date.UTC(2026, 5, 4, 12);

/** The record at an offset: purchases of five days, a refund now and then, an unknown type, and one that is no fact. */
export function recordAt(partition: number, offset: number): OutgoingRecord {
  const id = idOf(partition, offset);
  const accountId = idOf(0xacc, partition * 1_000 + (offset % 50));
  const time = new Date(BEGIN + Math.floor(offset / 4_000) * DAY_MS + (offset % 4_000) * 1_000).toISOString();
  const merchant = { id: `m-${offset % 9}`, name: `Padaria "d'Ipê" ${offset % 9}`, mcc: String(5_400 + (offset % 7)) };
  const envelope = { id, source: '/purchases', time, accountId, seq: 1 + Math.floor(offset / 50), cycle: 1 };
  if (offset % 1_000 === 999)
    return { key: accountId, value: Buffer.from([0xff, 0x00, 0xfe]), headers: {}, timestamp: Date.parse(time) };
  if (offset % 500 === 498)
    return encodeFact({ ...envelope, type: 'br.faturaviva.CompraSonhada.v1' }, JSON.stringify({ dream: offset }));
  const of = { purchaseId: id, cardId: idOf(0xca, offset % 50), merchant };
  if (offset % 50 === 7) {
    const lines = [{ kind: 'refund', cycle: 1, amountCents: -5, instalment: null }];
    const data = { refundId: id, ...of, purchaseCents: 50, amountCents: 5, form: 'single-credit', lines };
    return encodeFact({ ...envelope, type: 'br.faturaviva.CompraEstornada.v1' }, JSON.stringify(data));
  }
  const data = { ...of, amountCents: 100 + (offset % 997), instalments: 1, occurredAt: time, policy: 'v1' };
  return encodeFact({ ...envelope, type: 'br.faturaviva.CompraEfetuada.v1' }, JSON.stringify(data));
}

/** What a partition's first `count` records come to, told without the code that is tested. */
export function expectedTally(count: number): Tally {
  let sum = nothing;
  for (let offset = 0; offset < count; offset += 1) {
    const isPurchase = offset % 1_000 !== 999 && offset % 500 !== 498 && offset % 50 !== 7;
    const cents = isPurchase ? 100 + (offset % 997) : 0;
    sum = plus(sum, { facts: 1, purchases: isPurchase ? 1 : 0, amountCents: cents });
  }
  return sum;
}

/** A real broker, a real database and folders of lakes. The facts come from here, not from purchases. */
export class Bench {
  readonly stack: Stack;
  readonly kafka: Kafka;
  readonly #base: { folder: string; release: () => Promise<void> };
  readonly #open = new Set<Pool>();

  private constructor(stack: Stack, kafka: Kafka) {
    this.stack = stack;
    this.kafka = kafka;
    this.#base = temporaryFolder();
  }

  static async start(counts: ReadonlyMap<number, number>): Promise<Bench> {
    const stack = await startKafkaAndPostgres();
    const kafka = await connectKafka({ clientId: 'test', brokers: stack.brokers, logger: silent });
    await kafka.ensureTopics([cardTransactions]);
    const bench = new Bench(stack, kafka);
    for (const [partition, count] of counts) await bench.append(partition, 0, count);
    return bench;
  }

  async append(partition: number, from: number, count: number): Promise<void> {
    const records = Array.from({ length: count }, (_, n) => recordAt(partition, from + n));
    await this.send(partition, records);
  }

  async send(partition: number, records: OutgoingRecord[]): Promise<void> {
    const producer = await this.kafka.producer();
    for (let n = 0; n < records.length; n += 1_000)
      await producer.append(cardTransactions.name, partition, records.slice(n, n + 1_000));
  }

  /** An empty lake: tables and a folder of its own. */
  async newLake(more: Partial<DataLakeOptions> = {}): Promise<Lake> {
    const database = await this.stack.newDatabase();
    const pool = connectDatabase({ url: database.urls.lake, name: 'test' });
    this.#open.add(pool);
    const folder = mkdtempSync(path.join(this.#base.folder, 'lake-'));
    return new Lake(this, database, pool, folder, more);
  }

  async stop(): Promise<void> {
    await this.kafka.close();
    await Promise.all([...this.#open].map((pool) => pool.end()));
    await this.stack.stop();
    await this.#base.release();
  }
}

export class Lake {
  readonly database: TestDatabase;
  readonly pool: Pool;
  readonly folder: string;
  readonly options: DataLakeOptions;
  readonly #bench: Bench;
  readonly #running = new Set<DataLake>();

  constructor(bench: Bench, database: TestDatabase, pool: Pool, folder: string, more: Partial<DataLakeOptions>) {
    this.#bench = bench;
    this.database = database;
    this.pool = pool;
    this.folder = folder;
    this.options = {
      databaseUrl: database.urls.lake,
      brokers: bench.stack.brokers,
      jwksUrl: 'http://127.0.0.1:9/jwks',
      readKeys: [{ name: 'test', sha256hex: sha256(READ_KEY).toString('hex') }],
      folder,
      pace: quick,
      logger: silent,
      ...more,
    };
  }

  async start(more: Partial<DataLakeOptions> = {}): Promise<DataLake> {
    const service = await startDataLake({ ...this.options, ...more });
    this.#running.add(service);
    return service;
  }

  async stop(): Promise<void> {
    const running = [...this.#running];
    this.#running.clear();
    await Promise.all(running.map((service) => service.stop()));
  }

  /** Where the reader stands, all partitions together. */
  async read(): Promise<number> {
    const offsets = await readOffsets(this.pool, { group: 'data-lake', topic: cardTransactions.name });
    return [...offsets.values()].reduce((sum, { next }) => sum + next, 0);
  }

  /** Until every record of the log is taken. */
  async readAll(): Promise<void> {
    await until(async () => (await this.behind()) === 0, 120_000);
  }

  async behind(): Promise<number> {
    const ends = await this.#bench.kafka.endOffsets(cardTransactions.name);
    return ends.reduce((sum, end) => sum + end, 0) - (await this.read());
  }

  async ask(sql: string, { finalOnly = false } = {}): Promise<Plain[][]> {
    const contents = await new Catalogue(this.folder).read();
    const session = await LakeSession.open({ folder: this.folder, contents, memory: '512MB', threads: 1, finalOnly });
    try {
      const rows = await (await session.ask(sql)).getRows();
      return rows.map((row) => row.map(plain));
    } finally {
      session.close();
    }
  }

  /** SHA-256 of every file below a folder of the lake, by its path. */
  tree(...folders: string[]): Record<string, string> {
    return Object.fromEntries(
      folders.flatMap((folder) => {
        const root = path.join(this.folder, folder);
        return readdirSync(root, { recursive: true, encoding: 'utf8' })
          .filter((name) => statSync(path.join(root, name)).isFile())
          .map((name) => [
            `${folder}/${name}`,
            createHash('sha256')
              .update(readFileSync(path.join(root, name)))
              .digest('hex'),
          ]);
      }),
    );
  }

  empty(): void {
    for (const name of readdirSync(this.folder)) rmSync(path.join(this.folder, name), { recursive: true });
  }
}

export async function get(lake: DataLake, where: string, key = READ_KEY): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${lake.url}${where}`, { headers: { authorization: `Bearer ${key}` } });
  return { status: response.status, body: await response.json() };
}

export async function post(
  lake: DataLake,
  where: string,
  body: object,
  key = READ_KEY,
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${lake.url}${where}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

const root = path.resolve(import.meta.dirname, '../../..');

const storeEnvironment = (store: StoreOptions): Record<string, string> => ({
  S3_ENDPOINT: store.endpoint,
  S3_BUCKET: store.bucket,
  S3_REGION: store.region,
  S3_ACCESS_KEY: store.accessKey,
  S3_SECRET_KEY: store.secretKey,
});

/** The service as it runs in production, until it dies at the failpoint. */
export async function dyingProcess({ options }: Lake, failpoint: string): Promise<void> {
  const child = spawn(process.execPath, ['services/data-lake/src/main.ts'], {
    cwd: root,
    env: environmentWith({
      PORT: '0',
      LOG_LEVEL: 'warn',
      DATABASE_URL: options.databaseUrl,
      KAFKA_BROKERS: options.brokers.join(','),
      JWKS_URL: options.jwksUrl,
      READ_KEYS: options.readKeys.map(({ name, sha256hex }) => `${name}|${sha256hex}`).join(','),
      LAKE_FOLDER: options.folder,
      FAILPOINTS: failpoint,
      ...(options.store ? storeEnvironment(options.store) : {}),
      NODE_ENV: 'test',
    }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += String(chunk)));
  const timer = setTimeout(() => child.kill('SIGTERM'), 120_000);
  const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)));
  clearTimeout(timer);
  if (signal !== 'SIGKILL' || !said.includes(`killed at failpoint ${failpoint.split('@')[0]}`))
    throw new Error(`the process did not die at ${failpoint}: ${said.slice(-2_000)}`);
}
