import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { namesIn, readIfThere } from './folder.ts';
import { CutManifest, MergeManifest, TailManifest } from './manifest.ts';
import { type LiveFiles, liveFiles } from './rules/live-files.ts';
import { nameOf, placeName, type Range } from './rules/names.ts';

export interface Contents extends LiveFiles {
  cuts: CutManifest[];
  tails: TailManifest[];
}

/** A manifest that is not one: somebody else wrote it, or a disk is broken. */
class BrokenManifest extends Error {
  override name = 'BrokenManifest';
}

const CUTS = 'manifests/cuts';
const MERGES = 'manifests/merges';
const TAILS = 'manifests/tail';

export const cutManifestPath = (range: Range): string => `${CUTS}/${nameOf(range)}.json`;
export const mergeManifestPath = ({ file }: MergeManifest): string =>
  `${MERGES}/${file.type}-${file.date}-${path.basename(file.path, '.parquet')}.json`;
export const tailManifestPath = (place: Pick<Range, 'topic' | 'partition'>): string =>
  `${TAILS}/${placeName(place)}.json`;

/** What is in a lake, by its manifests; nothing else says so. Each is read once, until it is another one. */
export class Catalogue {
  readonly folder: string;
  readonly #known = new Map<string, { version: string; manifest: unknown }>();

  constructor(folder: string) {
    this.folder = folder;
  }

  async read(): Promise<Contents> {
    // Tails first: a cut that comes meanwhile has its facts in both, and the tail's are told by their offsets.
    const tails = await this.#all(TAILS, TailManifest);
    // Merges before cuts is wrong the other way round: a merge always has its cuts, a cut may not have its merge yet.
    const merges = await this.#all(MERGES, MergeManifest);
    const cuts = await this.#all(CUTS, CutManifest);
    return { cuts, tails: tails.filter((tail) => !isCut(tail, cuts)), ...liveFiles({ cuts, merges }) };
  }

  async #all<M>(folder: string, shape: z.ZodType<M>): Promise<M[]> {
    const manifests: M[] = [];
    for (const name of await namesIn(path.join(this.folder, folder))) {
      const manifest = await this.#one(`${folder}/${name}`, shape);
      if (manifest !== null) manifests.push(manifest);
    }
    return manifests;
  }

  async #one<M>(name: string, shape: z.ZodType<M>): Promise<M | null> {
    const file = path.join(this.folder, name);
    const found = await stat(file).catch(() => null);
    if (!found) return null;
    const version = `${found.mtimeMs} ${found.size} ${found.ino}`;
    const known = this.#known.get(name);
    if (known?.version === version) return known.manifest as M;
    const text = await readIfThere(file);
    if (text === null) return null;
    const manifest = parse(name, text, shape);
    this.#known.set(name, { version, manifest });
    return manifest;
  }
}

function parse<M>(name: string, text: string, shape: z.ZodType<M>): M {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    throw new BrokenManifest(`The lake's ${name} is not a manifest that this version knows.`);
  }
}

/** What was the tail once and lies in a cut now. */
function isCut({ topic, partition, first }: TailManifest, cuts: readonly CutManifest[]): boolean {
  return cuts.some(
    (cut) => cut.topic === topic && cut.partition === partition && cut.first <= first && cut.next > first,
  );
}
