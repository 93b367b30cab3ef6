// npm run fraud:train: learns a model from the log, with its report. Exits with 0, or with 2 when nothing was learnt.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fraudEnv } from './env.ts';
import { StartFailure } from './failure.ts';
import { findBrokers } from './find-product.ts';
import { count, optionsOf, print, runCommand, runFraudJob } from './fraud-job.ts';
import { preparePython } from './fraud-python.ts';
import { TrainLine, trainedLines } from './fraud-train-words.ts';
import { dataFolder } from './state.ts';

const USAGE = `npm run fraud:train -- --out FILE [--portfolio NAME] [--from DAY] [--to DAY] [--labels-until DAY] [--data DIR]
Learns trees from the purchases of the log, by the same features that the service makes, and tells how well a model
that was learnt two weeks earlier finds the fraud of the newest week whose reports are in. Changes nothing but FILE.
  --out FILE          the model as JSON: for fraud:score, or in place of services/fraud/src/model/default-model.json
  --portfolio NAME    only its purchases, may be given several times; without it, those of all portfolios
  --labels-until DAY  what was reported until its end is a label, later reports are not looked at (the log's last day)
  --to DAY            last day to learn from (seven days before, so that its reports are in)
  --from DAY          first day to learn from (28 days in all)
  --data DIR          data folder of the npm start that runs (.data in this folder, or FATURA_DATA)
Days are those of Sao Paulo. Needs Python 3.11 or later; its libraries are put into fraud-python of the data folder, once.
Where no npm start runs, KAFKA_BROKERS says where the log is.`;

const options = {
  out: { type: 'string' },
  portfolio: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  'labels-until': { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function main(args: string[]): Promise<number> {
  const { help, out, portfolio: portfolios, from, to, data, ...rest } = optionsOf(args, options, USAGE);
  if (help) {
    print(USAGE);
    return 0;
  }
  if (!out) throw new StartFailure(`--out is needed.\n\n${USAGE}`);
  const env = fraudEnv('npm run fraud:train');
  const brokers = findBrokers({ data, ...env });
  const folder = dataFolder(data ?? env.FATURA_DATA);
  mkdirSync(folder, { recursive: true });
  const python = await preparePython(folder, env.PYTHON, print);
  const file = path.resolve(env.INIT_CWD ?? '.', out);
  const days = { portfolios, from, to, labelsUntil: rest['labels-until'] };
  return runFraudJob({
    main: 'train.ts',
    job: { ...days, python, folder, out: file },
    brokers,
    line: TrainLine,
    failed: 'Nothing was learnt',
    show(line) {
      if (line.kind === 'learning') {
        print(`Learning; ${count(line.purchases)} purchases were read.`);
        return false;
      }
      for (const shown of trainedLines(line.report, line.version)) print(shown);
      print(`Written to ${out} (${count(line.bytes)} bytes).`);
      return true;
    },
  });
}

await runCommand(main);
