import type { FeatureName, FeatureRecord } from '../features/names.ts';
import type { Model } from '../rules/score.ts';
import type { ModelFile, Tree } from './model-file.ts';

/** Where a tree's answer lies, and what is passed on the way: `visit` gets the split and where it leads. */
function leafOf(tree: Tree, values: readonly number[], visit?: (split: number, next: number) => void): number {
  let at = tree.feature.length > 0 ? 0 : -1;
  while (at >= 0) {
    const value = values[tree.feature[at] ?? -1] ?? Number.NaN;
    const next = (value <= (tree.threshold[at] ?? Number.NaN) ? tree.left[at] : tree.right[at]) ?? -1;
    visit?.(at, next);
    at = next;
  }
  return -at - 1;
}

/** The sum of the trees as a probability: the same additions in the same order as the library makes them. */
export function probabilityOf(trees: readonly Tree[], values: readonly number[]): number {
  let odds = 0;
  for (const tree of trees) odds += tree.leaf[leafOf(tree, values)] ?? 0;
  return 1 / (1 + Math.exp(-odds));
}

/** How much each feature moved the log-odds: along the way through a tree, each split by its step of the mean. */
function stepsOf(trees: readonly Tree[], values: readonly number[], features: number): number[] {
  const steps = Array.from({ length: features }, () => 0);
  for (const tree of trees) {
    leafOf(tree, values, (split, next) => {
      const feature = tree.feature[split] ?? 0;
      const after = next < 0 ? tree.leaf[-next - 1] : tree.mean[next];
      steps[feature] = (steps[feature] ?? 0) + (after ?? 0) - (tree.mean[split] ?? 0);
    });
  }
  return steps;
}

/** Trees of a file as a model that scores. Pure, and exact: see the file's `sample`. */
export function treeModel({ version, features, trees }: Pick<ModelFile, 'version' | 'features' | 'trees'>): Model {
  const valuesOf = (record: FeatureRecord) => features.map((name) => record[name]);
  return {
    version,
    score: (record) => probabilityOf(trees, valuesOf(record)),
    because(record): FeatureName[] {
      const steps = stepsOf(trees, valuesOf(record), features.length);
      const raising = features.flatMap((name, number) => {
        const step = steps[number] ?? 0;
        return step > 0 ? [{ name, step }] : [];
      });
      return raising.toSorted((a, b) => b.step - a.step).map(({ name }) => name);
    },
  };
}
