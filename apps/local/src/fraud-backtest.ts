// npm run fraud:backtest: what a set of rules would have flagged, tried on the log. Changes nothing. Exits with 0, or
// with 2 when it could not be tried.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { backTestEnv, environmentWith } from './env.ts';
import { StartFailure } from './failure.ts';
import { findBrokers } from './find-product.ts';
import { BackTestLine, progressLine, reportLines } from './fraud-backtest-words.ts';
import { createPrinter } from './lines.ts';

const USAGE = `npm run fraud:backtest -- --rules FILE --from DAY --to DAY [--portfolio NAME] [--data DIR]
Reads the whole log and tells what the rules would have flagged on those days, each purchase judged by what was known
then, against what its holder said until now. Nothing is changed; the product may go on meanwhile.
  --rules FILE      a rule set as JSON, such as services/fraud/src/rules/default-rules.json
  --from, --to DAY  days in Sao Paulo, inclusive, such as 2026-06-01
  --portfolio NAME  only its accounts; without it, all portfolios one after another
  --data DIR        data folder of the npm start that runs (.data in this folder, or FATURA_DATA)
Where none runs, KAFKA_BROKERS says where the log is.`;

const MAIN = path.resolve(import.meta.dirname, '../../../services/fraud/src/back-test.ts');
const print = createPrinter(process.stdout);
const tell = createPrinter(process.stderr);

const options = {
  rules: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  portfolio: { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function valuesOf(args: string[]) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new StartFailure(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

function readRules(file: string, folder: string | undefined): unknown {
  try {
    return JSON.parse(readFileSync(path.resolve(folder ?? '.', file), 'utf8'));
  } catch (error) {
    throw new StartFailure(`${file} holds no rules: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function tryRules(job: object, brokers: string[]): Promise<number> {
  const child = spawn(process.execPath, [MAIN], {
    env: environmentWith({ KAFKA_BROKERS: brokers.join(',') }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(job)}\n`);
  // Whoever stops this wants the reading stopped too: its group is removed before it ends.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.stdin.end());
  let code = 2;
  for await (const text of createInterface({ input: child.stdout })) {
    const line = BackTestLine.parse(JSON.parse(text));
    if (line.kind === 'progress') tell(progressLine(line.read, line.total));
    if (line.kind === 'problem') print(`It could not be tried: ${line.problem}`);
    if (line.kind !== 'report') continue;
    for (const shown of reportLines(line.report)) print(shown);
    code = 0;
  }
  return code;
}

async function main(args: string[]): Promise<number> {
  try {
    const { help, rules: file, from, to, portfolio, data } = valuesOf(args);
    if (help) {
      print(USAGE);
      return 0;
    }
    if (!file || !from || !to) throw new StartFailure(`--rules, --from and --to are needed.\n\n${USAGE}`);
    const env = backTestEnv();
    const rules = readRules(file, env.INIT_CWD);
    return await tryRules({ rules, from, to, ...(portfolio ? { portfolio } : {}) }, findBrokers({ data, ...env }));
  } catch (error) {
    print(error instanceof StartFailure ? error.message : `Unexpected: ${String(error)}`);
    return 2;
  }
}

process.exit(await main(process.argv.slice(2)));
