import path from 'node:path';
import { failpoint } from '@faturaviva/process';
import { type Catalogue, cutManifestPath } from './catalogue.ts';
import { putInPlace, readIfThere, replaceFile, sizeOf, withDrafts } from './folder.ts';
import { CutManifest, manifestBytes } from './manifest.ts';
import type { ParquetWriter, Part } from './parquet-writer.ts';
import { factsFile, nameOf, type Range } from './rules/names.ts';
import type { Row } from './rules/row.ts';
import { tallyOf } from './rules/tally.ts';

/** Files of a cut: one per type and day, in the order of their paths. */
function partsOf(range: Range, rows: readonly Row[]): Part[] {
  const parts = new Map<string, Part>();
  for (const { type, date } of rows) {
    const file = factsFile(type, date, nameOf(range));
    if (!parts.has(file)) parts.set(file, { path: file, type, date });
  }
  return [...parts.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

export class CutWriter {
  readonly #catalogue: Catalogue;
  readonly #writer: ParquetWriter;
  readonly #clusterId: string;

  constructor(catalogue: Catalogue, writer: ParquetWriter, clusterId: string) {
    this.#catalogue = catalogue;
    this.#writer = writer;
    this.#clusterId = clusterId;
  }

  /**
   * Makes a cut of its rows. Files come first and the manifest last, each under its name only when it is whole and on
   * the disk: before the last rename nothing of the cut is visible, after it all of it is. Names and bytes follow from
   * the log alone, so that whoever makes it again, after a crash or beside a slower owner, writes the same.
   */
  async write(range: Range, rows: readonly Row[]): Promise<CutManifest> {
    const sums = tallyOf(rows);
    const there = await this.#complete(range);
    if (there && there.facts === sums.facts && there.amountCents === sums.amountCents) return there;
    const { folder } = this.#catalogue;
    return withDrafts(folder, async (drafts) => {
      const written = await this.#writer.write(range.topic, rows, partsOf(range, rows), drafts);
      failpoint('lake.before-rename');
      await putInPlace(written.map(({ draft, file }) => ({ draft, to: path.join(folder, file.path) })));
      failpoint('lake.before-manifest');
      const { topic, ...at } = range;
      const manifest = { topic, clusterId: this.#clusterId, ...at, ...sums, files: written.map(({ file }) => file) };
      await replaceFile(folder, path.join(folder, cutManifestPath(range)), manifestBytes(manifest));
      return manifest;
    });
  }

  /** The manifest of a cut that is there with all its files, or with the merges that took their place. */
  async #complete(range: Range): Promise<CutManifest | null> {
    const { folder } = this.#catalogue;
    const text = await readIfThere(path.join(folder, cutManifestPath(range)));
    if (text === null) return null;
    const manifest = CutManifest.parse(JSON.parse(text));
    if (manifest.clusterId !== this.#clusterId) return null;
    const { replaced } = await this.#catalogue.read();
    for (const file of manifest.files)
      if (!replaced.has(file.path) && (await sizeOf(path.join(folder, file.path))) !== file.bytes) return null;
    return manifest;
  }
}
