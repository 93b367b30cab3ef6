import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Left behind by a process that was killed, once it is so old. */
const OLD_MS = 10 * 60_000;

const missing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** `null` when it is not there. */
export async function sizeOf(file: string): Promise<number | null> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if (missing(error)) return null;
    throw error;
  }
}

export async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (missing(error)) return [];
    throw error;
  }
}

/** A folder of drafts on the lake's own disk, so that a rename puts them in place whole. */
export async function withDrafts<T>(lake: string, work: (drafts: string) => Promise<T>): Promise<T> {
  const drafts = path.join(lake, 'drafts', randomUUID());
  await mkdir(drafts, { recursive: true });
  try {
    return await work(drafts);
  } finally {
    await rm(drafts, { recursive: true, force: true });
  }
}

export async function removeOldDrafts(lake: string): Promise<void> {
  const drafts = path.join(lake, 'drafts');
  for (const name of await namesIn(drafts)) {
    const found = await stat(path.join(drafts, name)).catch(() => null);
    if (found && Date.now() - found.mtimeMs > OLD_MS)
      await rm(path.join(drafts, name), { recursive: true, force: true });
  }
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const flushFolder = (folder: string): Promise<void> =>
  process.platform === 'win32' ? Promise.resolve() : flush(folder);

/** Each draft is on the disk before it has its name, and each name before this resolves; unless that does not matter. */
export async function putInPlace(
  moves: readonly { draft: string; to: string }[],
  { durable }: { durable: boolean } = { durable: true },
): Promise<void> {
  if (durable) await Promise.all(moves.map(({ draft }) => flush(draft)));
  const folders = new Set(moves.map(({ to }) => path.dirname(to)));
  for (const folder of folders) await mkdir(folder, { recursive: true });
  for (const { draft, to } of moves) await rename(draft, to);
  if (!durable) return;
  // A new folder is a name in the one above it.
  const above = [...folders].flatMap((folder) => [path.dirname(folder), path.dirname(path.dirname(folder))]);
  await Promise.all([...new Set([...folders, ...above])].map(flushFolder));
}

/** Replaces a small file, whole or not at all. */
export async function replaceFile(lake: string, to: string, bytes: string): Promise<void> {
  await withDrafts(lake, async (drafts) => {
    const draft = path.join(drafts, path.basename(to));
    const handle = await open(draft, 'w');
    try {
      await handle.writeFile(bytes);
    } finally {
      await handle.close();
    }
    await putInPlace([{ draft, to }]);
  });
}

export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (missing(error)) return null;
    throw error;
  }
}
