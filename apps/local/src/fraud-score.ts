// npm run fraud:score: the model's score of past purchases, as CSV. Exits with 0, or with 2 when they were not scored.
import path from 'node:path';
import { z } from 'zod';
import { fraudEnv } from './env.ts';
import { StartFailure } from './failure.ts';
import { findBrokers } from './find-product.ts';
import { count, jobLines, optionsOf, print, runCommand, runFraudJob } from './fraud-job.ts';

const USAGE = `npm run fraud:score -- --portfolio NAME --from DAY --to DAY --out FILE [--model FILE] [--data DIR]
Reads the log from its beginning and writes the model's score of each purchase of those days, by what was known at its
instant: a line source_id,score, with all digits. Nothing but FILE is changed; the product may go on meanwhile.
  --portfolio NAME  whose purchases
  --from, --to DAY  days in Sao Paulo, inclusive, such as 2026-06-01
  --out FILE        the scores as CSV; a purchase to which its source gave no id stands under its own
  --model FILE      a model of fraud:train; without it, the one that ships
  --data DIR        data folder of the npm start that runs (.data in this folder, or FATURA_DATA)
Where none runs, KAFKA_BROKERS says where the log is.`;

const options = {
  portfolio: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  out: { type: 'string' },
  model: { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const ScoreLine = z.discriminatedUnion('kind', [
  ...jobLines,
  z.object({ kind: z.literal('scored'), purchases: z.int(), model: z.string() }),
]);

async function main(args: string[]): Promise<number> {
  const { help, portfolio, from, to, out, model, data } = optionsOf(args, options, USAGE);
  if (help) {
    print(USAGE);
    return 0;
  }
  if (!portfolio || !from || !to || !out)
    throw new StartFailure(`--portfolio, --from, --to and --out are needed.\n\n${USAGE}`);
  const env = fraudEnv('npm run fraud:score');
  const fileOf = (given: string) => path.resolve(env.INIT_CWD ?? '.', given);
  return runFraudJob({
    main: 'score-log.ts',
    job: { portfolio, from, to, out: fileOf(out), ...(model ? { model: fileOf(model) } : {}) },
    brokers: findBrokers({ data, ...env }),
    line: ScoreLine,
    failed: 'The purchases were not scored',
    show(line) {
      print(`Scored ${count(line.purchases)} purchases of ${portfolio}, ${from} to ${to}, by model ${line.model}.`);
      return true;
    },
  });
}

await runCommand(main);
