import { createHash } from 'node:crypto';
import path from 'node:path';
import { type Contents, cutManifestPath, mergeManifestPath } from '../catalogue.ts';
import { type LakeFile, manifestBytes } from '../manifest.ts';

/** An object that the store is to hold: a file of the lake, or the text of a manifest. */
export type Wanted = { key: string; bytes: number } & ({ file: string } | { text: string });

const short = (sha256: string): string => sha256.slice(0, 16);

/** The lake's own name and what is in it: the same name is the same bytes. */
const keyOf = (name: string, sha256: string): string => {
  const { dir, name: base, ext } = path.posix.parse(name);
  return `${dir}/${base}-${short(sha256)}${ext}`;
};

const named = (file: LakeFile): LakeFile => ({ ...file, path: keyOf(file.path, file.sha256) });

function manifest(name: string, content: Parameters<typeof manifestBytes>[0]): Wanted {
  const text = manifestBytes(content);
  const key = keyOf(name, createHash('sha256').update(text).digest('hex'));
  return { key, text, bytes: Buffer.byteLength(text) };
}

/**
 * What the store is to hold, in the order of uploading: files, then merges, then cuts. So a manifest never names what
 * is not there, but for files that a merge has replaced, which that merge's manifest says. The tail stays at home.
 */
export function wantedOf({ files, merges, cuts }: Pick<Contents, 'files' | 'merges' | 'cuts'>): Wanted[] {
  const keys = new Map(
    [...cuts.flatMap((cut) => cut.files), ...merges.map(({ file }) => file)].map((file) => [
      file.path,
      named(file).path,
    ]),
  );
  return [
    ...files.map((file) => ({ key: named(file).path, bytes: file.bytes, file: file.path })),
    ...merges.map((merge) =>
      manifest(mergeManifestPath(merge), {
        ...merge,
        file: named(merge.file),
        replaces: merge.replaces.map((replaced) => keys.get(replaced) ?? replaced),
      }),
    ),
    ...cuts.map((cut) => manifest(cutManifestPath(cut), { ...cut, files: cut.files.map(named) })),
  ];
}
