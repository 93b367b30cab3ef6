import { expect, test } from 'vitest';
import { FEATURES_VERSION, type FeatureRecord, featureNames } from '../features/names.ts';
import { ModelFile, parseModelFile, Tree, versionOf } from './model-file.ts';
import { probabilityOf, treeModel } from './tree-model.ts';

const features = ['c_ratio', 'night'] as const;
const trees: Tree[] = [
  // c_ratio <= 2: leaf -1; else night <= 0: leaf 0.5, else leaf 2.
  { feature: [0, 1], threshold: [2, 0], left: [-1, -2], right: [1, -3], mean: [-0.6, 0.8], leaf: [-1, 0.5, 2] },
  { feature: [1], threshold: [0.5], left: [-1], right: [-2], mean: [0.1], leaf: [-0.25, 1] },
  { feature: [], threshold: [], left: [], right: [], mean: [], leaf: [-0.5] },
];
const record = (some: Partial<FeatureRecord>): FeatureRecord =>
  ({ ...Object.fromEntries(featureNames.map((name) => [name, 0])), ...some }) as FeatureRecord;
const sigmoid = (odds: number) => 1 / (1 + Math.exp(-odds));

test.each([
  [[1, 0], -1 - 0.25 - 0.5],
  [[2, 1], -1 + 1 - 0.5], // the threshold itself goes left
  [[2.000001, 0], 0.5 - 0.25 - 0.5],
  [[9, 1], 2 + 1 - 0.5],
])('the values %j find their leaves, and the leaves add up', (values, odds) => {
  expect(probabilityOf(trees, values)).toBe(sigmoid(odds));
});

test('a model takes its features by name, says its version, and what raised the score most comes first', () => {
  const model = treeModel({ version: 'abc', features: [...features], trees });
  expect(model.version).toBe('abc');
  expect(model.score(record({ c_ratio: 9, night: 1, amount: 77 }))).toBe(sigmoid(2.5));
  // c_ratio: 0.8 - -0.6 = 1.4; night: 2 - 0.8 + 1 - 0.1 = 2.1.
  expect(model.because?.(record({ c_ratio: 9, night: 1 }))).toEqual(['night', 'c_ratio']);
  // night lowers: 0.5 - 0.8 - 0.25 - 0.1.
  expect(model.because?.(record({ c_ratio: 9 }))).toEqual(['c_ratio']);
});

test.each([
  ['a leaf that is not there', { left: [-1, -4] }],
  ['a way back', { right: [0, -3] }],
  ['a split that is not there', { right: [2, -3] }],
  ['a list that is too short', { threshold: [2] }],
  ['leaves that do not fit its splits', { leaf: [1, 2] }],
])('a tree with %s is refused', (_, change) => {
  expect(Tree.safeParse(trees[0]).success).toBe(true);
  expect(Tree.safeParse({ ...trees[0], ...change }).success).toBe(false);
});

test('a file is refused when its trees were changed, or when they ask for what is not there', () => {
  const report = { library: 'none', parameters: {}, portfolios: [], parity: 0 };
  const file: ModelFile = {
    format: 1,
    version: versionOf(features, trees),
    featuresVersion: FEATURES_VERSION,
    features: [...features],
    trees,
    report,
    sample: [{ values: [9, 1], probability: sigmoid(2.5) }],
  };
  expect(parseModelFile(JSON.stringify(file))).toEqual(file);
  const changed = { ...file, trees: trees.slice(0, 2) };
  expect(() => parseModelFile(JSON.stringify(changed))).toThrow('version is not that of these trees');
  const narrow = { ...file, features: ['c_ratio'] };
  expect(ModelFile.safeParse(narrow).error?.issues[0]?.message).toBe('a tree asks for a feature that is not there');
  const old = { ...file, featuresVersion: 0 };
  expect(() => parseModelFile(JSON.stringify(old))).toThrow(/^featuresVersion was learnt on another version/);
});
