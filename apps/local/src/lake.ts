// npm run lake: asks the Parquet files of the data lake by SQL, or compares them with the log. Exits with 0 when there
// is an answer (or no difference), 1 when the lake differs from the log, 2 when it could not be asked, 130 when stopped.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { environmentWith, lakeEnv } from './env.ts';
import { StartFailure } from './failure.ts';
import { findStores } from './find-product.ts';
import { dataFolder } from './state.ts';

const USAGE = `npm run lake -- "SELECT …" [--data DIR] [--format table|csv|json] [--final]
npm run lake -- --reconcile [--data DIR]
npm run lake -- --files [--data DIR]
Asks the Parquet files of the data lake; the product need not run. Views: one per type (CompraEfetuada, CompraEstornada,
…) and facts, over all of them; "DESCRIBE CompraEfetuada" names the columns.
  --data DIR     data folder of npm start (.data in this folder, or FATURA_DATA); the lake is the folder lake in it,
                 or the one that LAKE_FOLDER names
  --format       table (the first 1,000 rows), csv or json
  --final        without the facts that no cut has taken yet
  --files        names the files that count, one a line, for other programs that read Parquet
  --reconcile    compares counts, offsets and sums of each partition with the log itself, and the stored checkpoints
Exit code: 0 done, 1 the lake differs from the log, 2 it could not be asked, 130 stopped.`;

const root = path.resolve(import.meta.dirname, '../../..');
const say = (text: string): void => void process.stderr.write(`${text}\n`);

function optionsOf(args: string[]) {
  const options = {
    data: { type: 'string' },
    format: { type: 'string' },
    final: { type: 'boolean', default: false },
    files: { type: 'boolean', default: false },
    reconcile: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  } as const;
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new StartFailure(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

/** Runs to its end. Ctrl-C reaches both processes; the one that works says how it ended. */
function run(main: string, args: string[], env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [`services/data-lake/src/${main}`, ...args], {
    cwd: root,
    env: environmentWith(env),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const { promise, resolve } = Promise.withResolvers<number>();
  for (const name of ['SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.kill(name));
  process.on('SIGINT', () => undefined);
  child.once('error', () => resolve(2));
  child.once('exit', (code) => resolve(code ?? 130));
  return promise;
}

async function lake(args: string[]): Promise<number> {
  const { values, positionals } = optionsOf(args);
  if (values.help || args.length === 0) {
    process.stdout.write(`${USAGE}\n`);
    return args.length === 0 ? 2 : 0;
  }
  const given = lakeEnv();
  const LAKE_FOLDER = given.LAKE_FOLDER ?? path.join(dataFolder(values.data ?? given.FATURA_DATA), 'lake');
  if (values.reconcile) {
    const { brokers, databaseUrl } = findStores({ data: values.data, ...given });
    return run('reconcile.ts', [], { LAKE_FOLDER, KAFKA_BROKERS: brokers.join(','), DATABASE_URL: databaseUrl });
  }
  const passed = [
    ...(values.format === undefined ? [] : ['--format', values.format]),
    ...(values.final ? ['--final'] : []),
    ...(values.files ? ['--files'] : []),
  ];
  return run('query.ts', [...passed, '--', ...positionals], { LAKE_FOLDER });
}

process.exitCode = await lake(process.argv.slice(2)).catch((error: unknown) => {
  say(error instanceof StartFailure ? error.message : `Unexpected: ${String(error)}`);
  return 2;
});
