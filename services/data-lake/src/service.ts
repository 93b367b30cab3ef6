import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { connectDatabase, type Pool } from '@faturaviva/database';
import { accountFacts, cardTransactions, type FactDefinition } from '@faturaviva/events';
import { buildServer, createAccess, type MachineKey } from '@faturaviva/http';
import { type Kafka, Pace as ReadingPace, readLog } from '@faturaviva/kafka';
import { Health, type Logger } from '@faturaviva/process';
import type { z } from 'zod';
import { applyBatch, OutOfStep } from './apply-batch.ts';
import { Catalogue } from './catalogue.ts';
import { Counters } from './counters.ts';
import { Keeper, type Pace, usualPace } from './keeper.ts';
import { registerMetrics } from './metrics.ts';
import { ParquetWriter } from './parquet-writer.ts';
import { registerReadApi } from './read-api.ts';
import { Reconciler } from './reconciler.ts';
import { Vocabulary } from './rules/row.ts';
import { Asker } from './sql/asker.ts';
import { ObjectStore, type StoreOptions } from './upload/object-store.ts';
import { CutWriter } from './write-cut.ts';

export interface DataLakeOptions {
  databaseUrl: string;
  brokers: string[];
  jwksUrl: string;
  readKeys: MachineKey[];
  /** Shared by all instances. */
  folder: string;
  store?: StoreOptions | null;
  pace?: Partial<Pace>;
  /** How often the lake is compared with the whole log; absent: only when it is asked for. */
  reconcileMs?: number;
  /** Facts that get columns of their own. */
  definitions?: readonly FactDefinition<string, z.ZodRawShape>[];
  host?: string;
  /** 0 takes a free one. */
  port?: number;
  logger: Logger;
}

export interface DataLake {
  url: string;
  counters: Counters;
  stop: () => Promise<void>;
}

const GROUP = 'data-lake';
const topic = cardTransactions;
/**
 * What is in hand at once is bounded, however far behind it is: a fetch is compressed to a tenth of its records, and so
 * many partitions are turned into rows at the same time as there are connections.
 */
const AT_ONCE = 2;
const BITE = { batch: 2_500, fetchBytes: 262_144 };

/**
 * Starts the service. It resolves once the API answers; the reader follows as soon as database and broker do, and
 * until then `/health/ready` says what is missing.
 */
export async function startDataLake(options: DataLakeOptions): Promise<DataLake> {
  const { databaseUrl: url, jwksUrl, readKeys, folder, host = '127.0.0.1', port = 0, logger } = options;
  const database = connectDatabase({ url, name: 'data-lake', max: 4 });
  const access = createAccess({ jwksUrl, machineKeys: readKeys });
  const catalogue = new Catalogue(folder);
  const counters = new Counters();
  const store = options.store ? new ObjectStore(options.store) : null;
  const asker = new Asker(folder);
  const everyMs = options.reconcileMs ?? Number.POSITIVE_INFINITY;
  const reconciler = new Reconciler({ folder, brokers: options.brokers, databaseUrl: url, everyMs, logger });
  const lake = keepLake(options, { database, catalogue, counters, store });

  const health = new Health();
  health.set('database', () => database.query('SELECT 1').then(() => null));
  health.set('reader', () => lake.status());
  health.set('folder', () => lake.keeper()?.trouble('mending') ?? null);
  health.set('tokens', () => access.check());
  const description = 'The long memory of every fact: Parquet by type and day, cut at fixed offsets of the log.';
  const app = await buildServer({ title: 'Fatura Viva: data lake', version: '1.0.0', description, logger, health });
  registerReadApi(app, {
    ...{ access, database, catalogue, group: GROUP, topic: topic.name },
    asker,
    reconciler,
    store: store?.name ?? null,
    logEnds: async () =>
      (await lake
        .kafka()
        ?.endOffsets(topic.name)
        .catch(() => null)) ?? null,
    trouble: () => lake.status() ?? lake.keeper()?.status() ?? null,
    uploadTrouble: () => lake.keeper()?.trouble('upload') ?? null,
  });
  registerMetrics(app, { catalogue, counters, reconciler, positions: () => lake.positions() });
  const address = await app.listen({ host, port });

  const stop = async () => {
    reconciler.stop();
    asker.stop();
    await app.close();
    await lake.stop();
    await database.end();
  };
  return { url: address, counters, stop };
}

interface Parts {
  database: Pool;
  catalogue: Catalogue;
  counters: Counters;
  store: ObjectStore | null;
}

/** The reader, and whoever looks after what it has written. */
function keepLake(options: DataLakeOptions, { database, catalogue, counters, store }: Parts) {
  const { databaseUrl: url, brokers, logger, folder, definitions = accountFacts, pace } = options;
  // A reader that was stopped inside its transaction would keep its partition's offset row for ever. A cut is written
  // in that transaction, which takes seconds where a year of days lies in it.
  const settings = { idle_in_transaction_session_timeout: '60s' };
  const writing = connectDatabase({ url, name: 'data-lake-reader', max: AT_ONCE, settings });
  const vocabulary = new Vocabulary(definitions);
  let opened: { kafka: Kafka; writer: ParquetWriter; keeper: Keeper } | null = null;
  const log = readLog({
    clientId: 'data-lake',
    brokers,
    topics: [topic],
    logger,
    async prepare() {
      await mkdir(path.join(folder, 'manifests'), { recursive: true });
      await database.query('SELECT FROM cut LIMIT 1');
    },
    async read(kafka) {
      const { clusterId } = kafka;
      await refuseOtherCluster(catalogue, clusterId);
      const writer = await ParquetWriter.open(vocabulary);
      const kept = {
        database,
        catalogue,
        writer,
        vocabulary,
        counters,
        clusterId,
        group: GROUP,
        topic: topic.name,
        store,
      };
      const keeper = new Keeper({ ...kept, pace: { ...usualPace, ...pace }, logger });
      opened = { kafka, writer, keeper };
      const lake = { group: GROUP, vocabulary, counters, cuts: new CutWriter(catalogue, writer, clusterId) };
      return {
        group: GROUP,
        topic,
        types: definitions,
        pace: new ReadingPace(BITE),
        database: writing,
        logger,
        apply: (tx, records, at) =>
          applyBatch(tx, records, at, lake).catch((error: unknown) => {
            if (error instanceof OutOfStep) keeper.mendSoon();
            throw error;
          }),
      };
    },
  });
  return {
    ...log,
    kafka: () => opened?.kafka ?? null,
    keeper: () => opened?.keeper ?? null,
    async stop() {
      // The keeper ends last, with the provisional files of what the reader took.
      await log.stop();
      await opened?.keeper.stop();
      await opened?.writer.close();
      await writing.end();
    },
  };
}

/** Offsets of one cluster mean nothing on another: files of both in one folder would be two logs mixed. */
async function refuseOtherCluster(catalogue: Catalogue, clusterId: string): Promise<void> {
  const { cuts, tails } = await catalogue.read();
  const other = [...cuts, ...tails].find((manifest) => manifest.clusterId !== clusterId);
  if (other)
    throw new Error(
      `${catalogue.folder} holds facts of the Kafka cluster ${other.clusterId}, and this one is ${clusterId}: name another folder, or move this one away.`,
    );
}
