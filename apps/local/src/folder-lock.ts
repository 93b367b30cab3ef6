import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { identityOf } from './processes.ts';

export class FolderInUse extends Error {
  override name = 'FolderInUse';
  readonly pid: number;

  constructor(directory: string, pid: number) {
    super(`${directory} is in use by the running process ${pid}`);
    this.pid = pid;
  }
}

const held = new Set<string>();

/** Pid of the process that holds the lock, or `null` when it is gone: killed, or from before a reboot. */
function holder(content: string, file: string): number | null {
  const [pid = '', identity = ''] = content.split('\n');
  if (Number(pid) === process.pid && !held.has(file)) return null;
  return identity !== '' && identityOf(Number(pid)) === identity ? Number(pid) : null;
}

/**
 * Makes this process the only owner of the folder, until `release` or until it is gone: a lock that a killed process
 * left behind is taken over. Throws FolderInUse.
 */
export function lockFolder(directory: string): { release(): void } {
  const file = path.join(path.resolve(directory), 'lock');
  mkdirSync(directory, { recursive: true });
  const mine = `${process.pid}\n${identityOf(process.pid)}\n`;
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, mine);
  try {
    takeLock(file, draft, directory);
  } finally {
    rmSync(draft, { force: true });
  }
  held.add(file);
  return {
    release: () => {
      if (held.delete(file)) rmSync(file, { force: true });
    },
  };
}

/** A link appears complete and only where nothing was, so nobody ever reads a half-written lock. */
function takeLock(file: string, draft: string, directory: string): void {
  for (;;) {
    try {
      linkSync(draft, file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const found = readIfThere(file);
    if (found === null) continue;
    const owner = holder(found, file);
    if (owner !== null) throw new FolderInUse(directory, owner);
    removeStale(file, found, directory);
  }
}

/** Only one of several takers can move the file; whoever moved a newer lock than the one it read puts it back. */
function removeStale(file: string, stale: string, directory: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = readFileSync(aside, 'utf8');
  if (moved !== stale) linkSync(aside, file);
  rmSync(aside);
  if (moved !== stale) throw new FolderInUse(directory, Number(moved.split('\n')[0]));
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
