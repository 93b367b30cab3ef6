import { rm } from 'node:fs/promises';
import path from 'node:path';
import { failpoint } from '@faturaviva/process';
import { type Catalogue, mergeManifestPath } from './catalogue.ts';
import { putInPlace, replaceFile, withDrafts } from './folder.ts';
import { type MergeManifest, manifestBytes } from './manifest.ts';
import type { ParquetWriter } from './parquet-writer.ts';
import { type MergePlan, openDays, planMerges } from './rules/merge-plan.ts';

export interface MergeWork {
  catalogue: Catalogue;
  writer: ParquetWriter;
  clusterId: string;
  topic: string;
  /** Whether this process still is the only one that merges; asked before a merge counts. */
  stillAlone: () => Promise<boolean>;
}

/** How many at a time: other duties wait meanwhile. */
const AT_ONCE = 50;

/**
 * Makes one file of the many small ones of a closed day. Until the manifest has its name the small ones count, from
 * then on the large one does; in between there is nothing. @returns how many merges were made
 */
export async function mergeSmallFiles(work: MergeWork): Promise<number> {
  const { cuts, files } = await work.catalogue.read();
  const plans = planMerges(work.topic, files, openDays(cuts)).slice(0, AT_ONCE);
  let made = 0;
  for (const plan of plans) {
    if (!(await merge(work, plan))) return made;
    made += 1;
  }
  return made;
}

async function merge(
  { catalogue, writer, clusterId, topic, stillAlone }: MergeWork,
  plan: MergePlan,
): Promise<boolean> {
  const { type, date, inputs, output } = plan;
  const { folder } = catalogue;
  return withDrafts(folder, async (drafts) => {
    const { draft, file } = await writer.merge(folder, inputs, { path: output, type, date }, drafts);
    failpoint('lake.merge-before-rename');
    await putInPlace([{ draft, to: path.join(folder, output) }]);
    failpoint('lake.merge-before-manifest');
    if (!(await stillAlone())) return false;
    const manifest: MergeManifest = { topic, clusterId, file, replaces: inputs.map(({ path: input }) => input) };
    await replaceFile(folder, path.join(folder, mergeManifestPath(manifest)), manifestBytes(manifest));
    failpoint('lake.merge-after-manifest');
    return true;
  });
}

/** Removes replaced files, once every query that knew them from a manifest must have ended. */
export class Sweeper {
  readonly #catalogue: Catalogue;
  readonly #graceMs: number;
  readonly #since = new Map<string, number>();

  constructor(catalogue: Catalogue, graceMs: number) {
    this.#catalogue = catalogue;
    this.#graceMs = graceMs;
  }

  async sweep(now: number): Promise<void> {
    const { replaced } = await this.#catalogue.read();
    for (const gone of [...this.#since.keys()].filter((file) => !replaced.has(file))) this.#since.delete(gone);
    for (const file of replaced) {
      const since = this.#since.get(file) ?? now;
      this.#since.set(file, since);
      if (now - since >= this.#graceMs) await rm(path.join(this.#catalogue.folder, file), { force: true });
    }
  }
}
