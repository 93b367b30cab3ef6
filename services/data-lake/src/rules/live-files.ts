import type { CutManifest, LakeFile, MergeManifest } from '../manifest.ts';

export interface Manifests {
  cuts: readonly CutManifest[];
  merges: readonly MergeManifest[];
}

export interface LiveFiles {
  /** Each fact of the cuts is in exactly one of these. */
  files: LakeFile[];
  /** Paths that a merge has replaced: no reader may look at them, and they may be removed. */
  replaced: Set<string>;
  /** Merges that count. A larger one of the same files makes a smaller one count no more. */
  merges: MergeManifest[];
}

/** The files of cuts that went into a merge, through earlier merges too. */
export function sourcesOf(merge: MergeManifest, byOutput: ReadonlyMap<string, MergeManifest>): string[] {
  return merge.replaces.flatMap((path) => {
    const earlier = byOutput.get(path);
    return earlier ? sourcesOf(earlier, byOutput) : [path];
  });
}

/**
 * Which files are to be read. Merges are taken from the largest down, and one that shares a source with a larger one is
 * passed over: so a process that was stopped in the middle of a merge and goes on later cannot make facts count twice.
 */
export function liveFiles({ cuts, merges }: Manifests): LiveFiles {
  const byOutput = new Map(merges.map((merge) => [merge.file.path, merge]));
  const taken = new Set<string>();
  const counting: MergeManifest[] = [];
  const bySize = merges.toSorted((a, b) => b.file.rows - a.file.rows || (a.file.path < b.file.path ? -1 : 1));
  for (const merge of bySize) {
    const sources = sourcesOf(merge, byOutput);
    if (sources.some((path) => taken.has(path))) continue;
    for (const path of sources) taken.add(path);
    counting.push(merge);
  }
  const live = [
    ...cuts.flatMap(({ files }) => files).filter(({ path }) => !taken.has(path)),
    ...counting.map((m) => m.file),
  ];
  const livePaths = new Set(live.map(({ path }) => path));
  const replaced = new Set([...taken, ...merges.map(({ file }) => file.path)].filter((path) => !livePaths.has(path)));
  return { files: live.toSorted((a, b) => (a.path < b.path ? -1 : 1)), replaced, merges: counting };
}
