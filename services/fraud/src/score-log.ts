// Scores purchases in retrospect: a ScoreJob on standard input, ScoreLines on standard output, the scores in a file.
import { once } from 'node:events';
import { createWriteStream, readFileSync, renameSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import { runLogJob } from './log-job.ts';
import { ScoreJob, type ScoreLine } from './model/jobs.ts';
import { parseModelFile } from './model/model-file.ts';
import { scoredRows } from './model/scored-rows.ts';
import { treeModel } from './model/tree-model.ts';
import { portfolioFacts } from './replay/portfolio-log.ts';
import { model as shipped } from './scorer.ts';

await runLogJob<ScoreJob, ScoreLine>('fraud-score', ScoreJob, async (job, around) => {
  const { portfolio, out } = job;
  const { kafka, logger, signal, say, teller } = around;
  const model = job.model === undefined ? shipped : treeModel(parseModelFile(readFileSync(job.model, 'utf8')));
  const facts = portfolioFacts(kafka, portfolio, { logger, signal, progress: teller(1)(0) });
  const file = createWriteStream(`${out}.part`);
  file.write('source_id,score\n');
  let purchases = 0;
  for await (const rows of scoredRows(facts, job, model)) {
    purchases += rows.length;
    if (rows.length > 0 && !file.write(rows.join(''))) await once(file, 'drain');
  }
  await finished(file.end());
  renameSync(`${out}.part`, out);
  say({ kind: 'scored', purchases, model: model.version });
});
