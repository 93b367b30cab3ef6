import type { CutManifest, LakeFile, MergeManifest } from './manifest.ts';
import { CUT_SIZE } from './rules/names.ts';

/** For tests of rules: a file named `name`, of one type and day unless it is said. */
export const fileOf = (name: string, more: Partial<LakeFile> = {}): LakeFile => ({
  path: `facts/type=Compra/date=2026-06-04/${name}.parquet`,
  type: 'Compra',
  date: '2026-06-04',
  rows: 1,
  bytes: 1_000,
  sha256: name.padEnd(64, '0').slice(0, 64),
  ...more,
});

/** The `n`-th cut of a partition. */
export const someCut = (n: number, files: LakeFile[], partition = 0): CutManifest => ({
  topic: 'facts',
  clusterId: 'cluster',
  partition,
  first: n * CUT_SIZE,
  next: (n + 1) * CUT_SIZE,
  facts: CUT_SIZE,
  purchases: 0,
  amountCents: 0,
  files,
});

export const someMerge = (name: string, rows: number, inputs: string[]): MergeManifest => ({
  topic: 'facts',
  clusterId: 'cluster',
  file: fileOf(name, { rows }),
  replaces: inputs.map((input) => fileOf(input).path),
});
