// Rebuilds the tables of this service from the log, beside the live ones, and says what differs. Exits with 0 when
// nothing does, 1 when something does, 2 when it could not be made.
import { connectDatabase, inTransaction, keepPartitions, type Pool, type PoolClient } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import { connectKafka, type Kafka, readOffsets } from '@faturaviva/kafka';
import { createLogger, onShutdown } from '@faturaviva/process';
import { readRebuildEnv } from './env.ts';
import { compareTable, OtherShape } from './rebuild-compare.ts';
import { CannotRebuild, type Offsets, type Rebuilding, startRebuilding, sumOf } from './rebuild-reading.ts';
import { Findings, Progress } from './rebuild-report.ts';
import { COMPARED } from './rebuild-tables.ts';

const LIVE_GROUP = 'invoices';
/** The live tables are looked at once the rebuild is so near: their snapshot should not be held for long. */
const NEAR = 5_000;
const MOST_APPROACHES = 10;

/** Acts as the service's role whoever logs in; nothing that is written here outlives the comparison. */
const asService = {
  role: 'invoices',
  search_path: 'invoices',
  timezone: 'UTC',
  plan_cache_mode: 'force_custom_plan',
  idle_in_transaction_session_timeout: '0',
};

const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** Where the live reader is. @throws CannotRebuild when its offsets are not of this log. */
async function liveOffsets(database: Pool | PoolClient, kafka: Kafka): Promise<Offsets> {
  const stored = await readOffsets(database, { group: LIVE_GROUP, topic: cardTransactions.name });
  const ends = await kafka.endOffsets(cardTransactions.name);
  for (const [partition, { next, clusterId }] of stored) {
    if (clusterId !== kafka.clusterId)
      throw new CannotRebuild(
        `The live tables were filled from the Kafka cluster ${clusterId}, and this one is ${kafka.clusterId}.`,
      );
    const end = ends[partition] ?? 0;
    if (next > end)
      throw new CannotRebuild(
        `The live tables hold partition ${partition} up to offset ${next}, and the log ends at ${end}: a broker lost its tail.`,
      );
  }
  return new Map([...stored].map(([partition, { next }]) => [partition, next]));
}

/** Comes near the live reader, which goes on meanwhile. */
async function approach(rebuilding: Rebuilding, live: () => Promise<Offsets>): Promise<void> {
  let offsets = await live();
  for (let round = 0; round < MOST_APPROACHES; round += 1) {
    await rebuilding.readUpTo(offsets);
    const now = await live();
    const behind = sumOf(now) - sumOf(offsets);
    offsets = now;
    if (behind <= NEAR) return;
  }
}

/** @returns whether the rebuilt tables are the live ones, row by row. */
async function rebuildAndCompare(live: Pool, rebuilt: Pool, kafka: Kafka, rebuilding: Rebuilding): Promise<boolean> {
  const snapshot = await live.connect();
  try {
    await approach(rebuilding, () => liveOffsets(live, kafka));
    // Offsets and rows are of one moment, and the rebuild stops at exactly that moment.
    await snapshot.query('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY');
    const offsets = await liveOffsets(snapshot, kafka);
    await rebuilding.readUpTo(offsets);
    progress.end();
    const bytes = Math.round(rebuilding.bytesPerFact());
    write(`  ${bytes} bytes per fact as written: key, headers and value, before compression`);
    write('Comparing with the live tables as they stood at the same offsets');
    return await compare(snapshot, rebuilt);
  } finally {
    snapshot.release(true);
  }
}

async function compare(snapshot: PoolClient, rebuilt: Pool): Promise<boolean> {
  const findings = new Findings();
  await inTransaction(rebuilt, async (tx) => {
    for (const table of COMPARED) findings.table(await compareTable(snapshot, tx, table, findings.add), write);
  });
  findings.end(write);
  return findings.isEqual;
}

async function run(): Promise<number> {
  const live = connectDatabase({ url: env.DATABASE_URL, name: 'rebuild-live', max: 2, settings: asService });
  // A crash of the server costs this run, nothing else: COMMIT need not wait for the disk.
  const settings = { ...asService, synchronous_commit: 'off' };
  const rebuilt = connectDatabase({ url: env.REBUILD_DATABASE_URL, name: 'rebuild', max: 4, settings });
  await keepPartitions(rebuilt, [{ table: 'applied_fact', by: 'month', ahead: 1 }], logger);
  const kafka = await connectKafka({ clientId: 'rebuild', brokers: env.KAFKA_BROKERS, logger });
  closers.defer(() => kafka.close());
  write(`Reading the log from its first fact into empty tables, as the group ${env.REBUILD_GROUP}`);
  const rebuilding = await startRebuilding({
    kafka,
    database: rebuilt,
    group: env.REBUILD_GROUP,
    logger,
    progress: progress.at,
  });
  closers.defer(() => rebuilding.stop());
  return (await rebuildAndCompare(live, rebuilt, kafka, rebuilding)) ? 0 : 1;
}

const env = readRebuildEnv();
const logger = createLogger('rebuild', env.REBUILD_LOG_LEVEL);
const progress = new Progress(write);
const closers = new AsyncDisposableStack();
const beforeExit = onShutdown(logger);
beforeExit(() => closers.disposeAsync());

const code = await run().catch((error: unknown) => {
  const known = error instanceof CannotRebuild || error instanceof OtherShape;
  write(known ? error.message : `The rebuild failed: ${error instanceof Error ? error.message : String(error)}`);
  return 2;
});
await closers.disposeAsync();
process.exit(code);
