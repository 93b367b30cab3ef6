// Compares the lake with the log itself, 1,000 offsets by 1,000 offsets, up to where the lake ends: how many facts, which
// offsets, and what the authorised purchases come to. `--json`: for another process, in one line. Exits with 0 when all
// is equal, 1 when something differs, 2 when it could not be compared.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '@faturaviva/database';
import { accountFacts, CompraEfetuada, cardTransactions } from '@faturaviva/events';
import { type BatchRecord, connectKafka, decodeFact, type Kafka, Pace } from '@faturaviva/kafka';
import { createLogger, onShutdown } from '@faturaviva/process';
import { Catalogue, type Contents } from './catalogue.ts';
import { readLakeCommandEnv } from './env.ts';
import { add, compare, linesOf, type Reconciliation, type Stretches } from './rules/reconciliation.ts';
import { CHECKPOINT_SIZE, checkpointOf } from './rules/tally.ts';
import { firstLine, isLake, LakeSession } from './sql/session.ts';

class CannotCompare extends Error {}

const MEMORY = '256MB';
/** Per partition and fetch, compressed to a tenth of its records. */
const FETCH_BYTES = 131_072;
const STUCK_MS = 60_000;
const topic = cardTransactions.name;
const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** What the files say, by SQL, as anyone would ask them. */
async function inFiles(folder: string, contents: Contents): Promise<Stretches> {
  const session = await LakeSession.open({ folder, contents, memory: MEMORY, threads: 1 });
  const stretch = `"offset" - "offset" % ${CHECKPOINT_SIZE} + ${CHECKPOINT_SIZE}`;
  try {
    const answer =
      await session.ask(`SELECT f."partition", f.stretch, f.facts, f.first, f.last, f.total, COALESCE(p.purchases, 0), COALESCE(p.cents, 0)
      FROM (SELECT "partition", ${stretch} AS stretch, count(*) AS facts, min("offset") AS first, max("offset") AS last,
          sum("offset")::BIGINT AS total FROM facts GROUP BY 1, 2) f
      LEFT JOIN (SELECT "partition", ${stretch} AS stretch, count(*) AS purchases, sum(amount_cents)::BIGINT AS cents
          FROM CompraEfetuada WHERE event_type = '${CompraEfetuada.type}' AND amount_cents IS NOT NULL GROUP BY 1, 2) p
        ON p."partition" = f."partition" AND p.stretch = f.stretch`);
    const found: Stretches = new Map();
    for (const row of await answer.getRows()) {
      const [partition = 0, at = 0, facts = 0, first = 0, last = 0, offsetSum = 0, purchases = 0, amountCents = 0] =
        row.map(Number);
      add(found, partition, at, { facts, first, last, offsetSum, purchases, amountCents });
    }
    return found;
  } finally {
    session.close();
  }
}

/** Where the lake ends, of each partition that it has. */
function endsOf({ cuts, tails }: Contents): Map<number, number> {
  const ends = new Map<number, number>();
  for (const { partition, next } of [...cuts, ...tails]) ends.set(partition, Math.max(ends.get(partition) ?? 0, next));
  return ends;
}

/** Reads the log from its first fact up to where the lake ends, in a group of its own that is removed again. */
async function inLog(kafka: Kafka, ends: ReadonlyMap<number, number>): Promise<Stretches> {
  const found: Stretches = new Map();
  const last = new Map<number, number>();
  let facts = 0;
  const take = (record: BatchRecord) => {
    if (record.offset >= (ends.get(record.partition) ?? 0)) return;
    const decoded = decodeFact(record, accountFacts);
    const cents =
      decoded.kind === 'fact' && decoded.fact.type === CompraEfetuada.type ? decoded.fact.data.amountCents : null;
    const { partition, offset } = record;
    add(found, partition, checkpointOf(offset), {
      ...{ facts: 1, first: offset, last: offset, offsetSum: offset },
      ...{ purchases: cents === null ? 0 : 1, amountCents: cents ?? 0 },
    });
    last.set(partition, offset);
    facts += 1;
  };
  const begin = await kafka.firstOffsets(topic);
  const follower = await kafka.follow({
    topic: cardTransactions,
    logger,
    from: begin,
    pace: new Pace({ fetchBytes: FETCH_BYTES }),
    handle: (records) => records.forEach(take),
  });
  closers.defer(() => follower.stop());
  const done = () => [...ends].every(([partition, end]) => (last.get(partition) ?? -1) >= end - 1);
  for (let seen = -1, since = Date.now(); !done(); await sleep(200)) {
    if (facts !== seen) since = Date.now();
    seen = facts;
    if (Date.now() - since > STUCK_MS)
      throw new CannotCompare(
        `The log gave no fact for ${STUCK_MS / 1_000} s, and the lake goes further: ${seen} facts were read.`,
      );
  }
  return found;
}

/** Stored checkpoints of whole stretches that were read, and how many of them the log does not bear out. */
async function checkpointsOf(url: string, log: Stretches): Promise<Reconciliation['checkpoints']> {
  const settings = { role: 'lake', search_path: 'lake' };
  const database = connectDatabase({ url, name: 'lake-reconcile', max: 1, settings });
  try {
    const { rows } = await database.query<Record<'partition' | 'offset' | 'purchases' | 'amount_cents', string>>(
      'SELECT partition, "offset", purchases, amount_cents FROM checkpoint WHERE topic = $1 AND facts = $2',
      [topic, CHECKPOINT_SIZE],
    );
    const inLog = (row: (typeof rows)[number]) => log.get(Number(row.partition))?.get(Number(row.offset));
    const whole = rows.filter((row) => inLog(row)?.facts === CHECKPOINT_SIZE);
    const differing = whole.filter((row) => {
      const stretch = inLog(row);
      return Number(row.purchases) !== stretch?.purchases || Number(row.amount_cents) !== stretch.amountCents;
    });
    return { compared: whole.length, differing: differing.length };
  } finally {
    await database.end();
  }
}

async function reconcile(): Promise<Reconciliation> {
  const { LAKE_FOLDER: folder, KAFKA_BROKERS: brokers, DATABASE_URL: databaseUrl } = env;
  if (!(await isLake(folder))) throw new CannotCompare(`There is no lake in ${folder}.`);
  if (!brokers) throw new CannotCompare('Where the log is is not known.');
  const kafka = await connectKafka({ clientId: 'lake-reconcile', brokers: brokers.split(','), logger });
  closers.defer(() => kafka.close());
  const contents = await new Catalogue(folder).read();
  const other = contents.cuts.find(({ clusterId }) => clusterId !== kafka.clusterId);
  if (other)
    throw new CannotCompare(
      `The lake is of the Kafka cluster ${other.clusterId}, and this log is of ${kafka.clusterId}.`,
    );
  const files = await inFiles(folder, contents);
  const log = await inLog(kafka, endsOf(contents));
  const { differences, ...compared } = compare(files, log);
  const checkpoints = databaseUrl ? await checkpointsOf(databaseUrl, log) : null;
  return { ...compared, checkpoints, differences: differences + (checkpoints?.differing ?? 0) };
}

const env = readLakeCommandEnv();
const asJson = process.argv.includes('--json');
const logger = createLogger('lake', 'silent');
const closers = new AsyncDisposableStack();
const beforeExit = onShutdown(logger);
beforeExit(() => closers.disposeAsync());

if (!asJson) write('Comparing the lake with the log, up to where the lake ends.');
const code = await reconcile().then(
  (found) => {
    for (const line of asJson ? [JSON.stringify(found)] : linesOf(found)) write(line);
    return found.differences === 0 ? 0 : 1;
  },
  (error: unknown) => {
    write(error instanceof CannotCompare ? error.message : `It could not be compared: ${firstLine(error)}`);
    return 2;
  },
);
await closers.disposeAsync();
process.exit(code);
