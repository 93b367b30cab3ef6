import { expect, test } from 'vitest';
import { fileOf, someCut, someMerge } from '../test-manifests.ts';
import { damageOf, type Seen } from './damage.ts';
import { liveFiles } from './live-files.ts';

const cuts = [0, 1, 2].map((n) => someCut(n, [fileOf(`a${n}`)]));
const seen = (more: Partial<Seen> = {}, merges = [] as ReturnType<typeof someMerge>[], own = cuts): Seen => ({
  topic: 'facts',
  partition: 0,
  next: 31_234,
  cutEnd: 30_000,
  kept: 31_234,
  contents: { cuts: own, ...liveFiles({ cuts: own, merges }) },
  missing: new Set(),
  ...more,
});

test('a lake that is where its reader is has nothing to mend, nor has one that is ahead of its tables', () => {
  expect(damageOf(seen())).toBeNull();
  expect(damageOf(seen({ next: 21_000, kept: 21_000, cutEnd: 20_000 }))).toBeNull();
});

test('the first cut that is not whole is where reading begins again', () => {
  expect(damageOf(seen({ missing: new Set([fileOf('a1').path]) }))).toMatchObject({
    from: 10_000,
    cuts: [cuts[1]],
    merges: [],
  });
  expect(
    damageOf(
      seen(
        {},
        [],
        [cuts[0], cuts[2]].flatMap((cut) => cut ?? []),
      ),
    ),
  ).toMatchObject({ from: 10_000, cuts: [] });
  expect(damageOf(seen({}, [], []))).toMatchObject({ from: 0 });
});

test('a merged file that is gone takes the cuts with it whose own files it had replaced', () => {
  const merge = someMerge('m', 2, ['a1', 'a2']);
  const damage = damageOf(seen({ missing: new Set([merge.file.path]) }, [merge]));
  expect(damage).toMatchObject({ from: 10_000, cuts: [cuts[1], cuts[2]], merges: [merge] });
});

test('a reader that stands before the end of the lake reads its cut again, and later cuts are not trusted', () => {
  expect(damageOf(seen({ next: 12_345 }))).toMatchObject({ from: 10_000, cuts: [cuts[1], cuts[2]] });
});

test('a reader that stands beyond the end of the lake, whose tail is lost, reads from the end of the last cut', () => {
  expect(damageOf(seen({ kept: 30_000 }))).toMatchObject({ from: 30_000, cuts: [] });
});
