import { createHash } from 'node:crypto';
import type { CutManifest, LakeFile } from '../manifest.ts';
import { factsFile } from './names.ts';

/** Files that are worth reading one by one are left alone. */
const SMALL_BYTES = 8 * 1024 * 1024;
/** A merge is sorted in memory. */
const MOST_BYTES = 12 * 1024 * 1024;
const MOST_ROWS = 120_000;
/** Fewer are not worth a rewrite. */
const FEWEST = 4;

export interface MergePlan {
  type: string;
  date: string;
  inputs: LakeFile[];
  /** Path of the file that takes their place. */
  output: string;
}

/**
 * Days that may still grow: those of each partition's newest cut. A day is closed by the log and not by a clock,
 * since imports have clocks of their own; what comes late all the same is merged by a later merge.
 */
export function openDays(cuts: readonly CutManifest[]): Set<string> {
  const newest = new Map<string, CutManifest>();
  for (const cut of cuts) {
    const place = `${cut.topic}/${cut.partition}`;
    if ((newest.get(place)?.next ?? 0) < cut.next) newest.set(place, cut);
  }
  return new Set([...newest.values()].flatMap(({ files }) => files.map(({ date }) => date ?? '')));
}

/** What to merge: the small files of each type and closed day, in the order of their names, so many as fit. */
export function planMerges(topic: string, files: readonly LakeFile[], open: ReadonlySet<string>): MergePlan[] {
  const small = files.filter(({ date, bytes }) => date !== null && bytes < SMALL_BYTES && !open.has(date));
  const groups = Map.groupBy(small, ({ type, date }) => `${type}/${date}`);
  return [...groups.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => (a.path < b.path ? -1 : 1));
    return fitting(sorted)
      .filter((inputs) => inputs.length >= FEWEST)
      .map((inputs) => planOf(topic, inputs));
  });
}

function fitting(files: readonly LakeFile[]): LakeFile[][] {
  const parts: LakeFile[][] = [];
  let [bytes, rows] = [Number.POSITIVE_INFINITY, 0];
  for (const file of files) {
    if (bytes + file.bytes > MOST_BYTES || rows + file.rows > MOST_ROWS) {
      parts.push([]);
      [bytes, rows] = [0, 0];
    }
    bytes += file.bytes;
    rows += file.rows;
    parts.at(-1)?.push(file);
  }
  return parts;
}

/** Named by its content: the same inputs are the same file. */
function planOf(topic: string, inputs: LakeFile[]): MergePlan {
  const type = inputs[0]?.type ?? '';
  const date = inputs[0]?.date ?? '';
  const digest = createHash('sha256')
    .update(inputs.map(({ sha256 }) => sha256).join())
    .digest('hex');
  return {
    type,
    date,
    inputs,
    output: factsFile(type, date ?? '', `${topic}-merged-${digest.slice(0, 16)}`),
  };
}
