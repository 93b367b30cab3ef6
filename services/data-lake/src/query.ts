// Asks the files of a lake, with or without a product that runs. Exits with 0 when there is an answer, 2 when the
// question cannot be asked.
import { parseArgs } from 'node:util';
import { Catalogue } from './catalogue.ts';
import { readLakeCommandEnv } from './env.ts';
import { type Format, printer } from './sql/print.ts';
import { CannotAsk, firstLine, isLake, LakeSession } from './sql/session.ts';
import { plain } from './sql/values.ts';

const MEMORY = '1GB';
const THREADS = 2;
const FORMATS = new Set(['table', 'csv', 'json']);

const env = readLakeCommandEnv();
const write = (text: string): boolean => process.stdout.write(text);
const say = (sentence: string): boolean => process.stderr.write(`${sentence}\n`);

async function ask(sql: string, format: Format, finalOnly: boolean): Promise<void> {
  const contents = await new Catalogue(env.LAKE_FOLDER).read();
  const session = await LakeSession.open({
    folder: env.LAKE_FOLDER,
    contents,
    memory: MEMORY,
    threads: THREADS,
    finalOnly,
  });
  process.once('SIGINT', () => {
    session.interrupt();
    process.exit(130);
  });
  try {
    const answer = await session.ask(sql);
    const out = printer(format, answer.columnNames(), write);
    for (let chunk = await answer.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await answer.fetchChunk()) {
      for (const row of chunk.getRows()) if (!out.row(row.map(plain))) break;
      if (out.full()) break;
    }
    out.end();
  } catch (error) {
    throw error instanceof CannotAsk ? error : new CannotAsk(firstLine(error));
  } finally {
    session.close();
  }
  if (format === 'table') sayFreshness(contents.tails, finalOnly);
}

/** How fresh the answer is: the provisional files are some seconds old while the product runs. */
function sayFreshness(tails: { facts: number; asOf: string }[], finalOnly: boolean): void {
  const facts = tails.reduce((sum, tail) => sum + tail.facts, 0);
  if (facts === 0) return;
  const asOf = tails
    .map((tail) => tail.asOf)
    .sort()
    .at(-1);
  say(
    finalOnly
      ? `Without the ${facts} facts that no cut has taken yet.`
      : `With the ${facts} facts that no cut has taken yet, as of ${asOf}.`,
  );
}

async function run(): Promise<number> {
  const options = {
    format: { type: 'string', default: 'table' },
    final: { type: 'boolean', default: false },
    files: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (!(await isLake(env.LAKE_FOLDER)))
    throw new CannotAsk(
      `There is no lake in ${env.LAKE_FOLDER}: npm start makes one, and --data DIR names another data folder.`,
    );
  if (values.files) {
    for (const { path } of (await new Catalogue(env.LAKE_FOLDER).read()).files) write(`${path}\n`);
    return 0;
  }
  if (!FORMATS.has(values.format)) throw new CannotAsk(`--format is table, csv or json, not "${values.format}".`);
  const [sql, ...more] = positionals;
  if (sql === undefined || more.length > 0)
    throw new CannotAsk('Give one question, in quotation marks: npm run lake -- "SELECT …"');
  await ask(sql, values.format as Format, values.final);
  return 0;
}

// A reader that has seen enough, such as `head`.
process.stdout.on('error', () => process.exit(0));
process.exitCode = await run().catch((error: unknown) => {
  say(error instanceof Error ? firstLine(error) : String(error));
  return 2;
});
