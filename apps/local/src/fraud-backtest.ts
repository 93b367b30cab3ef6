// npm run fraud:backtest: what a set of rules would have flagged, tried on the log. Changes nothing. Exits with 0, or
// with 2 when it could not be tried.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fraudEnv } from './env.ts';
import { StartFailure } from './failure.ts';
import { findBrokers } from './find-product.ts';
import { BackTestLine, reportLines } from './fraud-backtest-words.ts';
import { optionsOf, print, runCommand, runFraudJob } from './fraud-job.ts';

const USAGE = `npm run fraud:backtest -- --rules FILE --from DAY --to DAY [--portfolio NAME] [--data DIR]
Reads the whole log and tells what the rules would have flagged on those days, each purchase judged by what was known
then, against what its holder said until now. Nothing is changed; the product may go on meanwhile.
  --rules FILE      a rule set as JSON, such as services/fraud/src/rules/default-rules.json
  --from, --to DAY  days in Sao Paulo, inclusive, such as 2026-06-01
  --portfolio NAME  only its accounts; without it, all portfolios one after another
  --data DIR        data folder of the npm start that runs (.data in this folder, or FATURA_DATA)
Where none runs, KAFKA_BROKERS says where the log is.`;

const options = {
  rules: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  portfolio: { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

function readRules(file: string, folder: string | undefined): unknown {
  try {
    return JSON.parse(readFileSync(path.resolve(folder ?? '.', file), 'utf8'));
  } catch (error) {
    throw new StartFailure(`${file} holds no rules: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function main(args: string[]): Promise<number> {
  const { help, rules: file, from, to, portfolio, data } = optionsOf(args, options, USAGE);
  if (help) {
    print(USAGE);
    return 0;
  }
  if (!file || !from || !to) throw new StartFailure(`--rules, --from and --to are needed.\n\n${USAGE}`);
  const env = fraudEnv('npm run fraud:backtest');
  const rules = readRules(file, env.INIT_CWD);
  return runFraudJob({
    main: 'back-test.ts',
    job: { rules, from, to, ...(portfolio ? { portfolio } : {}) },
    brokers: findBrokers({ data, ...env }),
    line: BackTestLine,
    failed: 'It could not be tried',
    show({ report }) {
      for (const shown of reportLines(report)) print(shown);
      return true;
    },
  });
}

await runCommand(main);
