import { createHash } from 'node:crypto';
import { z } from 'zod';
import { FEATURES_VERSION, type FeatureName, featureNames } from '../features/names.ts';
import { TrainingReport } from './training-report.ts';

/**
 * One tree, split by split from the root on. `left` and `right` name another split, or leaf `n` as `-n - 1`. A value
 * goes left where it is at most `threshold`.
 */
export const Tree = z
  .strictObject({
    /** Of the file's `features`, by number. */
    feature: z.array(z.int().min(0)),
    threshold: z.array(z.number()),
    left: z.array(z.int()),
    right: z.array(z.int()),
    /** What the tree gave on average to the purchases that came to the split: for words, never for the score. */
    mean: z.array(z.number()),
    /** Log-odds that the tree adds. */
    leaf: z.array(z.number()).min(1),
  })
  .refine(
    ({ feature: { length: splits }, threshold, left, right, mean, leaf }) => {
      const same = [threshold, left, right, mean].every(({ length }) => length === splits);
      // On to later splits only, so that each way ends in a leaf.
      const leadsOn = (to: number, from: number) => (to < 0 ? -to <= leaf.length : to > from && to < splits);
      return same && leaf.length === splits + 1 && left.every(leadsOn) && right.every(leadsOn);
    },
    { error: 'is no tree: a split leads nowhere, or back' },
  );
export type Tree = z.infer<typeof Tree>;

/** Trees that were learnt elsewhere, with what is needed to trust them. */
export const ModelFile = z
  .strictObject({
    format: z.literal(1),
    /** Hash of features and trees. */
    version: z.string(),
    featuresVersion: z.literal(FEATURES_VERSION, {
      error: `was learnt on another version of the features than ${FEATURES_VERSION}: train it again`,
    }),
    features: z.array(z.enum(featureNames)).min(1),
    trees: z.array(Tree).min(1),
    report: TrainingReport,
    /** Purchases as they were scored by the library that learnt the trees: values of `features`, and the probability. */
    sample: z.array(z.strictObject({ values: z.array(z.number()), probability: z.number() })),
  })
  .refine(({ features, trees }) => trees.every(({ feature }) => feature.every((number) => number < features.length)), {
    error: 'a tree asks for a feature that is not there',
  })
  .refine(({ version, features, trees }) => version === versionOf(features, trees), {
    path: ['version'],
    error: 'is not that of these trees: the file was changed',
  });
export type ModelFile = z.infer<typeof ModelFile>;

/** 12 hexadecimal digits: the same trees are the same version, wherever they are learnt. */
export const versionOf = (features: readonly FeatureName[], trees: readonly Tree[]): string =>
  createHash('sha256')
    .update(JSON.stringify([features, trees]))
    .digest('hex')
    .slice(0, 12);

/** @throws Error in one sentence, naming what is wrong */
export function parseModelFile(text: string): ModelFile {
  const parsed = ModelFile.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Error(`${issue?.path.join('.') || 'the file'} ${issue?.message}`);
}
