// Learns a model from the log: a TrainJob on standard input, TrainLines on standard output.
import { closeSync, mkdtempSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { shippedRules } from './active-rules.ts';
import { type LogWork, runLogJob } from './log-job.ts';
import { buildModel, type Part } from './model/build-model.ts';
import { TrainJob, type TrainLine } from './model/jobs.ts';
import { LabelledRows, RowFile } from './model/labelled-rows.ts';
import { parameters } from './model/learn.ts';
import { ModelFile } from './model/model-file.ts';
import { numberOf, periodsOf } from './model/periods.ts';
import { portfolioFacts, portfoliosOn } from './replay/portfolio-log.ts';

/** The features of every purchase in `rows`, portfolio by portfolio. */
async function readParts(job: TrainJob, rows: string, around: LogWork<TrainLine>): Promise<Part[]> {
  const { kafka, logger, signal, teller } = around;
  const names = job.portfolios ?? (await portfoliosOn(kafka, { logger, signal }));
  const lastDay = job.labelsUntil === undefined ? Number.POSITIVE_INFINITY : numberOf(job.labelsUntil);
  const told = teller(names.length);
  const parts: Part[] = [];
  const descriptor = openSync(rows, 'w');
  const file = new RowFile(descriptor);
  try {
    for (const [pass, portfolio] of names.entries()) {
      const labelled = new LabelledRows(file, { rules: shippedRules, lastDay });
      for await (const facts of portfolioFacts(kafka, portfolio, { logger, signal, progress: told(pass) }))
        for (const fact of facts) labelled.take(fact);
      if (labelled.log) parts.push({ portfolio, rows: labelled.rows, periods: periodsOf(job, labelled.log) });
    }
    file.flush();
  } finally {
    closeSync(descriptor);
  }
  return parts;
}

await runLogJob<TrainJob, TrainLine>('fraud-train', TrainJob, async (job, around) => {
  const { python, out } = job;
  const { say, signal } = around;
  const folder = mkdtempSync(path.join(job.folder, 'fraud-train-'));
  try {
    const rows = path.join(folder, 'rows');
    const parts = await readParts(job, rows, around);
    say({ kind: 'learning', purchases: parts.reduce((sum, part) => sum + part.rows.length, 0) });
    const model = await buildModel(parts, { python, folder, rows, parameters, signal });
    const text = `${JSON.stringify(ModelFile.parse(model))}\n`;
    writeFileSync(`${out}.part`, text);
    renameSync(`${out}.part`, out);
    say({ kind: 'trained', version: model.version, bytes: Buffer.byteLength(text), report: model.report });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
