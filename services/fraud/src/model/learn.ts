import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { featureNames } from '../features/names.ts';
import { Tree } from './model-file.ts';

/** What to learn from: numbers of rows with their labels, and rows whose probability is wanted. */
export interface Fit {
  name: string;
  train: { number: number; fraud: boolean }[];
  predict: number[];
}

export interface Learnt {
  library: string;
  trees: Tree[];
  /** Of the rows of `predict`, as the library tells them. */
  probabilities: Float64Array;
}

/**
 * Few leaves and short steps: on weeks of the Fraud Detection Handbook's data as good as larger trees, and better where
 * reports stay away, see docs/fraud.md.
 */
export const parameters = {
  objective: 'binary',
  learning_rate: 0.015,
  num_leaves: 8,
  min_data_in_leaf: 40,
  bagging_fraction: 0.8,
  bagging_freq: 1,
  feature_fraction: 0.3,
  lambda_l2: 5,
  rounds: 250,
  seeds: 1,
};
export type Parameters = typeof parameters;

const SCRIPT = path.join(import.meta.dirname, 'learn.py');
const Trees = z.object({ library: z.string(), trees: z.array(Tree) });

export interface LearnOptions {
  /** An interpreter with what requirements.txt names. */
  python: string;
  /** For the files that go to and fro; whoever gives it removes it. */
  folder: string;
  /** Of all features, as RowFile writes them. */
  rows: string;
  parameters: Parameters;
  signal?: AbortSignal;
}

/** Lets the library learn. @throws Error with the last thing that it said */
export async function learn(fits: readonly Fit[], options: LearnOptions): Promise<Learnt[]> {
  const { python, folder, rows, parameters: given, signal } = options;
  const fileOf = ({ name }: Fit, what: string) => path.join(folder, `${name}.${what}`);
  for (const fit of fits) {
    writeFileSync(
      fileOf(fit, 'train'),
      Uint32Array.from(fit.train, ({ number }) => number),
    );
    writeFileSync(
      fileOf(fit, 'labels'),
      Uint8Array.from(fit.train, ({ fraud }) => (fraud ? 1 : 0)),
    );
    writeFileSync(fileOf(fit, 'predict'), Uint32Array.from(fit.predict));
  }
  const files = ['train', 'labels', 'predict', 'probabilities', 'trees'];
  const work = {
    rows,
    columns: featureNames.length,
    parameters: given,
    fits: fits.map((fit) => Object.fromEntries(files.map((what) => [what, fileOf(fit, what)]))),
  };
  const description = path.join(folder, 'work.json');
  writeFileSync(description, JSON.stringify(work));
  await run(python, [SCRIPT, description], signal);
  return fits.map((fit) => {
    const bytes = readFileSync(fileOf(fit, 'probabilities'));
    const probabilities = Float64Array.from(fit.predict, (_, n) => bytes.readDoubleLE(n * 8));
    return { ...Trees.parse(JSON.parse(readFileSync(fileOf(fit, 'trees'), 'utf8'))), probabilities };
  });
}

function run(python: string, args: string[], signal?: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(python, args, { stdio: ['ignore', 'ignore', 'pipe'], ...(signal ? { signal } : {}) });
  let said = '';
  child.stderr.on('data', (part: Buffer) => {
    said = (said + part.toString()).slice(-4_000);
  });
  child.once('error', reject);
  child.once('close', (code) => {
    if (code === 0) resolve();
    else reject(new Error(`learning failed: ${said.trim().split('\n').at(-1) || `exit code ${code}`}`));
  });
  return promise;
}
