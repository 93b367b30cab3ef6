import { expect, test } from 'vitest';
import { fileOf, someCut, someMerge } from '../test-manifests.ts';
import { liveFiles } from './live-files.ts';

const paths = (files: { path: string }[]) => files.map(({ path }) => path);
const cuts = [0, 1, 2, 3].map((n) => someCut(n, [fileOf(`a${n}`), fileOf(`b${n}`)]));

test('without a merge every file of every cut is live', () => {
  const { files, replaced } = liveFiles({ cuts, merges: [] });
  expect(paths(files)).toEqual(paths(['a0', 'a1', 'a2', 'a3', 'b0', 'b1', 'b2', 'b3'].map((name) => fileOf(name))));
  expect(replaced.size).toBe(0);
});

test('a merge takes the place of its inputs, and a later merge that of an earlier one', () => {
  const first = someMerge('m1', 2, ['a0', 'a1']);
  const second = someMerge('m2', 4, ['m1', 'a2', 'a3']);
  expect(paths(liveFiles({ cuts, merges: [first] }).files)).toContain(fileOf('m1').path);
  const { files, replaced, merges } = liveFiles({ cuts, merges: [first, second] });
  expect(paths(files)).toEqual(paths(['b0', 'b1', 'b2', 'b3', 'm2'].map((name) => fileOf(name))));
  expect([...replaced].sort()).toEqual(paths(['a0', 'a1', 'a2', 'a3', 'm1'].map((name) => fileOf(name))));
  expect(merges).toEqual([second]);
});

test('of two merges that share a file, as of a process that woke up late, the larger one counts and no fact counts twice', () => {
  const late = someMerge('late', 2, ['a0', 'a1']);
  const newer = someMerge('newer', 3, ['a0', 'a1', 'a2']);
  const { files, replaced } = liveFiles({ cuts, merges: [late, newer] });
  expect(paths(files)).toEqual(paths(['a3', 'b0', 'b1', 'b2', 'b3', 'newer'].map((name) => fileOf(name))));
  expect(replaced.has(fileOf('late').path)).toBe(true);
  const crossing = someMerge('crossing', 2, ['a2', 'a3']);
  // What the smaller one alone had taken is read from its own file again.
  expect(paths(liveFiles({ cuts, merges: [newer, crossing] }).files)).toContain(fileOf('a3').path);
});
