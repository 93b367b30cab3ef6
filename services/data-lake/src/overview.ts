import { z } from 'zod';
import type { Contents } from './catalogue.ts';
import type { LakeFile } from './manifest.ts';
import { CUT_SIZE } from './rules/names.ts';

const count = z.int().min(0);

/** What is final, in cuts. */
const Stored = z.object({ files: count, rows: count, bytes: count });
/** With what is provisional: facts that no cut has taken yet. */
const Held = Stored.extend({ tailRows: count });
/** With the provisional files: one holds facts of many days, so that no day has a part of its bytes. */
const HeldInFiles = Held.extend({ tailFiles: count, tailBytes: count });
const Day = Held.extend({ date: z.string() });
const Merge = z.object({ type: z.string(), date: z.string(), replaced: count, rows: count, bytes: count });

export const LakeOverview = z.object({
  topic: z.string(),
  /** Offsets per cut. */
  cutSize: count,
  ...HeldInFiles.shape,
  types: z.array(HeldInFiles.extend({ type: z.string() })),
  /** The newest days of the type that was asked for, else of all types together, and how many there are. */
  days: z.array(Day),
  dayCount: count,
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
      /** Facts that the provisional files hold, up to which offset, and when those were written. */
      tail: z.object({ facts: count, next: count, asOf: z.string() }).nullable(),
    }),
  ),
  merges: z.object({ count, replaced: count, newest: z.array(Merge) }),
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

const MOST_DAYS = 31;
const MOST_MERGES = 8;

/** A part of a type and day: a final file, or what of them is provisional. */
interface Piece extends z.infer<typeof Held> {
  type: string;
  date: string;
}

const piecesOf = ({ files, tails }: Contents): Piece[] => [
  ...files.map(({ type, date, rows, bytes }) => ({ type, date: date ?? '', files: 1, rows, bytes, tailRows: 0 })),
  ...tails.flatMap(({ days }) =>
    days.map(({ rows, ...day }) => ({ ...day, files: 0, rows: 0, bytes: 0, tailRows: rows })),
  ),
];

const sum = (pieces: readonly Piece[]): z.infer<typeof Held> =>
  pieces.reduce(
    (all, piece) => ({
      files: all.files + piece.files,
      rows: all.rows + piece.rows,
      bytes: all.bytes + piece.bytes,
      tailRows: all.tailRows + piece.tailRows,
    }),
    { files: 0, rows: 0, bytes: 0, tailRows: 0 },
  );

const sumOfTails = (files: readonly LakeFile[]) => ({
  tailFiles: files.length,
  tailBytes: files.reduce((all, { bytes }) => all + bytes, 0),
});

interface Asked {
  topic: string;
  contents: Contents;
  standings: ReadonlyMap<number, Standing>;
  /** Whose days; absent: of all types together. */
  type?: string | undefined;
}

/** The part of the overview that follows from the folder and the reader's positions. */
export function overviewOf({ topic, contents, standings, type: wanted }: Asked) {
  const pieces = piecesOf(contents);
  const tailFiles = contents.tails.flatMap(({ files }) => files);
  const types = [...Map.groupBy(pieces, ({ type }) => type)].map(([type, own]) => ({
    type,
    ...sum(own),
    ...sumOfTails(tailFiles.filter((file) => file.type === type)),
  }));
  const own = pieces.filter(({ type }) => wanted === undefined || type === wanted);
  const days = [...Map.groupBy(own, ({ date }) => date)].toSorted(([a], [b]) => (a < b ? 1 : -1));
  const partitions = [...standings].map(([partition, standing]) => partitionOf(topic, contents, partition, standing));
  return {
    topic,
    cutSize: CUT_SIZE,
    ...sum(pieces),
    ...sumOfTails(tailFiles),
    types: types.toSorted((a, b) => b.rows + b.tailRows - (a.rows + a.tailRows) || (a.type < b.type ? -1 : 1)),
    days: days.slice(0, MOST_DAYS).map(([date, those]) => ({ date, ...sum(those) })),
    dayCount: days.length,
    partitions: partitions.toSorted((a, b) => a.partition - b.partition),
    merges: mergesOf(contents),
  };
}

function partitionOf(topic: string, { cuts, tails }: Contents, partition: number, standing: Standing) {
  const own = cuts.filter((cut) => cut.topic === topic && cut.partition === partition);
  const tail = tails.find((one) => one.topic === topic && one.partition === partition);
  const cutUpTo = Math.max(0, ...own.map(({ next }) => next));
  return {
    partition,
    ...standing,
    cuts: own.length,
    cutUpTo,
    nextCutAt: cutUpTo + CUT_SIZE,
    tail: tail ? { facts: tail.facts, next: tail.next, asOf: tail.asOf } : null,
  };
}

/** Those of the newest days first: a merge itself bears no time, so that its bytes are the same whenever it is made. */
function mergesOf({ merges }: Contents): LakeOverview['merges'] {
  const newest = merges.toSorted((a, b) => ((a.file.date ?? '') < (b.file.date ?? '') ? 1 : -1)).slice(0, MOST_MERGES);
  const view = ({ file, replaces }: (typeof merges)[number]): z.infer<typeof Merge> => {
    const { type, date, rows, bytes }: LakeFile = file;
    return { type, date: date ?? '', replaced: replaces.length, rows, bytes };
  };
  return {
    count: merges.length,
    replaced: merges.reduce((all, { replaces }) => all + replaces.length, 0),
    newest: newest.map(view),
  };
}
