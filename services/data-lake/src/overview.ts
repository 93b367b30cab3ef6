import { z } from 'zod';
import type { Contents } from './catalogue.ts';
import type { LakeFile } from './manifest.ts';
import { CUT_SIZE } from './rules/names.ts';

const count = z.int().min(0);

const Stored = z.object({ files: count, rows: count, bytes: count });

export const LakeOverview = z.object({
  topic: z.string(),
  /** Offsets per cut. */
  cutSize: count,
  /** Of the cuts: what is final. */
  ...Stored.shape,
  types: z.array(Stored.extend({ type: z.string(), firstDate: z.string(), lastDate: z.string() })),
  partitions: z.array(
    z.object({
      partition: count,
      /** Offset that the next fact to read has, and the one that the next fact to be appended will have. */
      next: count,
      logEnd: count.nullable(),
      cuts: count,
      /** First offset that no cut has taken, and where the cut ends that will. */
      cutUpTo: count,
      nextCutAt: count,
      /** Facts that the provisional files hold, and when those were written. */
      tail: z.object({ facts: count, asOf: z.string() }).nullable(),
    }),
  ),
  merges: count,
  uploads: z
    .object({
      objects: count,
      bytes: count,
      waiting: count,
      lastAt: z.string().nullable(),
      trouble: z.string().nullable(),
    })
    .nullable(),
  trouble: z.string().nullable(),
});
export type LakeOverview = z.infer<typeof LakeOverview>;

export interface Standing {
  next: number;
  logEnd: number | null;
}

const sum = (files: readonly LakeFile[]): z.infer<typeof Stored> => ({
  files: files.length,
  rows: files.reduce((rows, file) => rows + file.rows, 0),
  bytes: files.reduce((bytes, file) => bytes + file.bytes, 0),
});

/** The part of the overview that follows from the folder and the reader's positions. */
export function overviewOf(topic: string, contents: Contents, standings: ReadonlyMap<number, Standing>) {
  const byType = [...Map.groupBy(contents.files, ({ type }) => type)];
  const types = byType.map(([type, files]) => {
    const dates = files.map(({ date }) => date ?? '').sort();
    return { type, ...sum(files), firstDate: dates[0] ?? '', lastDate: dates.at(-1) ?? '' };
  });
  const partitions = [...standings].map(([partition, standing]) => {
    const cuts = contents.cuts.filter((cut) => cut.topic === topic && cut.partition === partition);
    const tail = contents.tails.find((one) => one.topic === topic && one.partition === partition);
    const cutUpTo = Math.max(0, ...cuts.map(({ next }) => next));
    return {
      partition,
      ...standing,
      cuts: cuts.length,
      cutUpTo,
      nextCutAt: cutUpTo + CUT_SIZE,
      tail: tail ? { facts: tail.facts, asOf: tail.asOf } : null,
    };
  });
  return {
    topic,
    cutSize: CUT_SIZE,
    ...sum(contents.files),
    types: types.toSorted((a, b) => b.rows - a.rows),
    partitions: partitions.toSorted((a, b) => a.partition - b.partition),
    merges: contents.merges.length,
  };
}
