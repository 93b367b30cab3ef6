import type { CutManifest, MergeManifest } from '../manifest.ts';
import { type LiveFiles, sourcesOf } from './live-files.ts';
import { cutStart } from './names.ts';

export interface Seen {
  topic: string;
  partition: number;
  /** Where the reader stands, where the cuts end, and where cuts and tail together end, as the tables have it. */
  next: number;
  cutEnd: number;
  kept: number;
  contents: LiveFiles & { cuts: readonly CutManifest[] };
  /** Live files that are not there, or not of the length that was written. */
  missing: ReadonlySet<string>;
}

export interface Damage {
  /** Offset from which the partition is to be read again: where a cut begins. */
  from: number;
  next: number;
  reason: string;
  /** What is there and can no longer be taken for whole. */
  cuts: CutManifest[];
  merges: MergeManifest[];
}

/** What of one partition is to be made again; `null` when nothing is. */
export function damageOf(seen: Seen): Damage | null {
  const { topic, partition, next, cutEnd, kept, contents, missing } = seen;
  const own = contents.cuts.filter((cut) => cut.topic === topic && cut.partition === partition);
  const merges = contents.merges.filter(({ file }) => missing.has(file.path));
  const lost = lostCuts(own, merges, seen);
  const hole = firstHole(
    own.filter((cut) => !lost.includes(cut)),
    cutEnd,
  );
  if (hole < cutEnd) {
    const reason = `the files of offsets from ${hole} on are not all there`;
    return { from: hole, next, reason, cuts: lost, merges };
  }
  if (kept === next) return null;
  // Facts that the lake holds may not be those of the log any more: nothing from here on is taken for whole.
  const from = cutStart(Math.min(next, kept));
  const after = own.filter((cut) => kept > next && cut.next > from);
  const touched = contents.merges.filter((merge) => sharesSource(merge, after, contents.merges));
  return {
    from,
    next,
    reason: `the reader stands at ${next} and the lake ends at ${kept}`,
    cuts: after,
    merges: touched,
  };
}

const outputs = (merges: readonly MergeManifest[]) => new Map(merges.map((merge) => [merge.file.path, merge]));

function sharesSource(merge: MergeManifest, cuts: readonly CutManifest[], all: readonly MergeManifest[]): boolean {
  const sources = new Set(sourcesOf(merge, outputs(all)));
  return cuts.some(({ files }) => files.some(({ path }) => sources.has(path)));
}

function lostCuts(own: readonly CutManifest[], lostMerges: readonly MergeManifest[], { contents, missing }: Seen) {
  const byOutput = outputs(contents.merges);
  const gone = new Set([...missing, ...lostMerges.flatMap((merge) => sourcesOf(merge, byOutput))]);
  return own.filter(({ files }) => files.some(({ path }) => gone.has(path)));
}

/** Where the first cut that is not there begins. */
function firstHole(cuts: readonly CutManifest[], end: number): number {
  const byFirst = new Map(cuts.map((cut) => [cut.first, cut]));
  let at = 0;
  for (let cut = byFirst.get(at); cut && at < end; cut = byFirst.get(at)) at = cut.next;
  return Math.min(at, end);
}
