import { closeSync, openSync, readSync } from 'node:fs';
import { FEATURES_VERSION, featureNames } from '../features/names.ts';
import { judge } from './judge.ts';
import { isFraud, type LabelledRow, VALUE_BYTES } from './labelled-rows.ts';
import { type Fit, type LearnOptions, type Learnt, learn } from './learn.ts';
import { type ModelFile, versionOf } from './model-file.ts';
import { type Days, dateOf, isWithin, type Periods } from './periods.ts';
import type { PortfolioReport } from './training-report.ts';
import { probabilityOf } from './tree-model.ts';

/** One portfolio's purchases, and which of them are for what. */
export interface Part {
  portfolio: string;
  rows: readonly LabelledRow[];
  periods: Periods;
}

/** Beyond this the trees here are not those of the library. */
const MOST_DIFFERENCE = 1e-9;
const SAMPLE = 24;
const COMPARED = 5_000;

const within = ({ rows }: Part, days: Days) => rows.filter(({ day }) => isWithin(days, day));
const labelled = (rows: readonly LabelledRow[], until: number) =>
  rows.map((row) => ({ number: row.number, fraud: isFraud(row, until) }));
const everyNth = <T>(all: readonly T[], most: number): T[] =>
  all.filter((_, n) => n % Math.max(1, Math.floor(all.length / most)) === 0).slice(0, most);

/**
 * Learns from all parts together, and once more as if it were two weeks ago, to try that on the newest purchases whose
 * labels are in. @throws Error where there is nothing to learn, or where the trees do not score as the library does
 */
export async function buildModel(parts: readonly Part[], options: LearnOptions): Promise<ModelFile> {
  const train = parts.flatMap((part) => labelled(within(part, part.periods.trained), part.periods.labelsUntil));
  if (!train.some(({ fraud }) => fraud))
    throw new Error('nobody has reported a purchase of these days: nothing to learn');
  const sampled = sampleOf(train);
  const compared = everyNth(train, COMPARED).map(({ number }) => number);
  const final: Fit = { name: 'final', train, predict: [...sampled, ...compared] };
  const trial = trialOf(parts);
  const [learnt, tried] = await learn(trial ? [final, trial] : [final], options);
  if (!learnt) throw new Error('nothing was learnt');
  using values = new RowReader(options.rows);
  const parity = Math.max(
    ...[[final, learnt] as const, ...(trial && tried ? [[trial, tried] as const] : [])].map(([fit, made]) =>
      differenceOf(fit, made, values),
    ),
  );
  if (!(parity <= MOST_DIFFERENCE)) throw new Error(`the trees score otherwise than the library does, by ${parity}`);
  const scores = new Map(trial?.predict.map((number, n) => [number, tried?.probabilities[n] ?? 0]));
  return {
    format: 1,
    version: versionOf(featureNames, learnt.trees),
    featuresVersion: FEATURES_VERSION,
    features: [...featureNames],
    trees: learnt.trees,
    report: {
      library: learnt.library,
      parameters: options.parameters,
      portfolios: parts.map((part) => reportOf(part, tried ? scores : null)),
      parity,
    },
    sample: sampled.map((number, n) => ({ values: values.read(number), probability: learnt.probabilities[n] ?? 0 })),
  };
}

/** Frauds and genuine purchases alike, from all over. */
const sampleOf = (train: Fit['train']): number[] =>
  [true, false].flatMap((kind) =>
    everyNth(
      train.filter(({ fraud }) => fraud === kind),
      SAMPLE / 2,
    ).map(({ number }) => number),
  );

function trialOf(parts: readonly Part[]): Fit | null {
  const tried = parts.flatMap((part) => (part.periods.validation ? [{ part, ...part.periods.validation }] : []));
  const train = tried.flatMap(({ part, trained, labelsUntil }) => labelled(within(part, trained), labelsUntil));
  const predict = tried.flatMap(({ part, tried: days }) => within(part, days).map(({ number }) => number));
  const canLearn = train.some(({ fraud }) => fraud) && predict.length > 0;
  return canLearn ? { name: 'trial', train, predict } : null;
}

function differenceOf({ predict }: Fit, { trees, probabilities }: Learnt, values: RowReader): number {
  const own = (number: number) => probabilityOf(trees, values.read(number));
  return predict.reduce((most, number, n) => Math.max(most, Math.abs(own(number) - (probabilities[n] ?? 0))), 0);
}

function reportOf(part: Part, scores: ReadonlyMap<number, number> | null): PortfolioReport {
  const { portfolio, periods } = part;
  const { labelsUntil, trained, validation } = periods;
  const period = (days: Days, until: number) => {
    const rows = labelled(within(part, days), until);
    const fraud = rows.filter((row) => row.fraud).length;
    return { from: dateOf(days.from), to: dateOf(days.to), purchases: rows.length, fraud };
  };
  return {
    portfolio,
    labelsUntil: dateOf(labelsUntil),
    trained: period(trained, labelsUntil),
    validation: validation &&
      scores && {
        trained: period(validation.trained, validation.labelsUntil),
        tried: period(validation.tried, labelsUntil),
        ...judge(part.rows, validation, labelsUntil, scores),
      },
  };
}

/** Rows of the file, as doubles. */
class RowReader {
  readonly #file: number;
  readonly #bytes = Buffer.alloc(featureNames.length * VALUE_BYTES);

  constructor(file: string) {
    this.#file = openSync(file, 'r');
  }

  read(number: number): number[] {
    readSync(this.#file, this.#bytes, 0, this.#bytes.length, number * this.#bytes.length);
    return featureNames.map((_, n) => this.#bytes.readDoubleLE(n * VALUE_BYTES));
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
