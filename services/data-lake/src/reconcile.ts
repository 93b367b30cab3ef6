// Compares the lake with the log itself, partition by partition, up to where the lake ends: how many facts, their first
// and last offset, and what the authorised purchases come to. Exits with 0 when all is equal, 1 when something differs,
// 2 when it could not be compared.
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '@faturaviva/database';
import { accountFacts, CompraEfetuada, cardTransactions } from '@faturaviva/events';
import { type BatchRecord, connectKafka, decodeFact, type Kafka } from '@faturaviva/kafka';
import { createLogger, onShutdown } from '@faturaviva/process';
import { Catalogue, type Contents } from './catalogue.ts';
import { readLakeCommandEnv } from './env.ts';
import { compareAll, type Found, type Seen } from './rules/reconciliation.ts';
import { CHECKPOINT_SIZE, checkpointOf, nothing, plus, type Tally } from './rules/tally.ts';
import { firstLine, isLake, LakeSession } from './sql/session.ts';

class CannotCompare extends Error {}

const STUCK_MS = 60_000;
const topic = cardTransactions.name;
const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** What the files say, by SQL, as anyone would ask them. */
async function inFiles(folder: string, contents: Contents): Promise<Map<number, Found>> {
  const session = await LakeSession.open({ folder, contents, memory: '1GB', threads: 2 });
  try {
    const purchases = contents.files
      .concat(contents.tails.flatMap(({ files }) => files))
      .some(({ type }) => type === 'CompraEfetuada')
      ? `SELECT "partition", count(*) AS purchases, sum(amount_cents)::BIGINT AS cents FROM CompraEfetuada
          WHERE event_type = '${CompraEfetuada.type}' AND amount_cents IS NOT NULL GROUP BY "partition"`
      : 'SELECT NULL::SMALLINT AS "partition", 0 AS purchases, 0::BIGINT AS cents WHERE false';
    const answer =
      await session.ask(`SELECT f."partition", f.facts, f.first, f.last, COALESCE(p.purchases, 0), COALESCE(p.cents, 0)
      FROM (SELECT "partition", count(*) AS facts, min("offset") AS first, max("offset") AS last FROM facts GROUP BY "partition") f
      LEFT JOIN (${purchases}) p ON p."partition" = f."partition"`);
    const rows = (await answer.getRows()).map((row) => row.map(Number));
    return new Map(
      rows.map(([partition = 0, facts = 0, first = 0, last = 0, bought = 0, amountCents = 0]) => [
        partition,
        { facts, first, last, purchases: bought, amountCents },
      ]),
    );
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
async function inLog(kafka: Kafka, ends: ReadonlyMap<number, number>): Promise<Seen> {
  const found = new Map<number, Found>();
  const stretches = new Map<string, Tally>();
  const take = (record: BatchRecord) => {
    if (record.offset >= (ends.get(record.partition) ?? 0)) return;
    const decoded = decodeFact(record, accountFacts);
    const cents =
      decoded.kind === 'fact' && decoded.fact.type === CompraEfetuada.type ? decoded.fact.data.amountCents : null;
    const one = { facts: 1, purchases: cents === null ? 0 : 1, amountCents: cents ?? 0 };
    const before = found.get(record.partition);
    found.set(record.partition, {
      ...plus(before ?? nothing, one),
      first: before?.first ?? record.offset,
      last: record.offset,
    });
    const stretch = `${record.partition}/${checkpointOf(record.offset)}`;
    stretches.set(stretch, plus(stretches.get(stretch) ?? nothing, one));
  };
  const begin = await kafka.firstOffsets(topic);
  const follower = await kafka.follow({
    topic: cardTransactions,
    logger,
    from: begin,
    handle: (records) => records.forEach(take),
  });
  closers.defer(() => follower.stop());
  const facts = () => [...found.values()].reduce((sum, one) => sum + one.facts, 0);
  const done = () => [...ends].every(([partition, end]) => (found.get(partition)?.last ?? -1) >= end - 1);
  for (let seen = -1, since = Date.now(); !done(); await sleep(200)) {
    if (facts() !== seen) since = Date.now();
    seen = facts();
    if (Date.now() - since > STUCK_MS)
      throw new CannotCompare(
        `The log gave no fact for ${STUCK_MS / 1_000} s, and the lake goes further: ${seen} facts were read.`,
      );
  }
  return { found, stretches };
}

/** Stored checkpoints that the log does not bear out, of whole stretches that were read. */
async function wrongCheckpoints(url: string, { stretches }: Seen): Promise<{ compared: number; wrong: string[] }> {
  const database = connectDatabase({
    url,
    name: 'lake-reconcile',
    max: 1,
    settings: { role: 'lake', search_path: 'lake' },
  });
  try {
    const { rows } = await database.query<
      Record<'partition' | 'offset' | 'facts' | 'purchases' | 'amount_cents', string>
    >(
      'SELECT partition, "offset", facts, purchases, amount_cents FROM checkpoint WHERE topic = $1 AND facts = $2 ORDER BY 1, 2',
      [topic, CHECKPOINT_SIZE],
    );
    const whole = rows.filter((row) => stretches.get(`${row.partition}/${row.offset}`)?.facts === CHECKPOINT_SIZE);
    const wrong = whole.filter((row) => {
      const log = stretches.get(`${row.partition}/${row.offset}`) ?? nothing;
      return Number(row.purchases) !== log.purchases || Number(row.amount_cents) !== log.amountCents;
    });
    return {
      compared: whole.length,
      wrong: wrong.map((row) => `checkpoint ${row.partition}/${row.offset} differs from the log`),
    };
  } finally {
    await database.end();
  }
}

async function run(): Promise<number> {
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
  const ends = endsOf(contents);
  write(
    `Comparing the lake with the log, up to where the lake ends: ${[...ends.values()].reduce((sum, end) => sum + end, 0)} offsets`,
  );
  const files = await inFiles(folder, contents);
  const log = await inLog(kafka, ends);
  const { lines, differing } = compareAll(files, log.found);
  for (const line of lines) write(line);
  const checked = databaseUrl ? await wrongCheckpoints(databaseUrl, log) : { compared: 0, wrong: [] };
  for (const line of checked.wrong.slice(0, 20)) write(line);
  if (databaseUrl) write(`${checked.compared} checkpoints compared, ${checked.wrong.length} differ`);
  const faults = differing + checked.wrong.length;
  write(faults === 0 ? 'No difference.' : `${faults} ${faults === 1 ? 'difference' : 'differences'}.`);
  return faults === 0 ? 0 : 1;
}

const env = readLakeCommandEnv();
const logger = createLogger('lake', 'silent');
const closers = new AsyncDisposableStack();
const beforeExit = onShutdown(logger);
beforeExit(() => closers.disposeAsync());

const code = await run().catch((error: unknown) => {
  write(error instanceof CannotCompare ? error.message : `It could not be compared: ${firstLine(error)}`);
  return 2;
});
await closers.disposeAsync();
process.exit(code);
