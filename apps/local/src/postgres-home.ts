import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartFailure } from './failure.ts';
import { endProcess, isAlive } from './processes.ts';

export interface User {
  uid: number;
  gid: number;
}

/** Where everybody may enter and what stays over a reboot. */
const OPEN_GROUND = '/var/tmp';

let nobody: User | null = null;

/** The user that runs the server: Postgres refuses root, and "nobody" is there without any set-up. `null` = this one. */
export function serverUser(): User | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  nobody ??= { uid: id('-u'), gid: id('-g') };
  return nobody;
}

/** Whether the user may pass through every folder down to `target`, the last one included if it exists. */
function reachable(target: string, user: User): boolean {
  for (let folder = target; ; folder = path.dirname(folder)) {
    if (existsSync(folder)) {
      const { mode, uid, gid } = statSync(folder);
      const pass = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      if ((mode & pass) === 0) return false;
    }
    if (folder === path.dirname(folder)) return true;
  }
}

/** What the running server of this data folder wrote about itself; `null` when none runs. */
export function runningServer(data: string): { pid: number; port: number } | null {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const [pid, , , port] = readFileSync(file, 'utf8').split('\n').map(Number);
  return pid && isAlive(pid) ? { pid, port: port ?? 0 } : null;
}

/** Whether a process works in this folder. Known on Linux only. */
function anybodyIn(folder: string): boolean {
  if (process.platform !== 'linux') return false;
  return readdirSync('/proc').some((pid) => {
    try {
      return /^\d+$/.test(pid) && readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  });
}

/**
 * Removes the pid file of a server that is gone. PostgreSQL does so itself, but holds a killed one for alive where
 * nobody collects dead processes, as in many containers. Its children end by themselves; they are waited for.
 */
export async function clearDeadServer(data: string): Promise<void> {
  const file = path.join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  for (const end = Date.now() + 10_000; anybodyIn(data) && Date.now() < end; ) await sleep(50);
  rmSync(file, { force: true });
}

const shortHash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Refuses a folder that somebody else laid out under our name in a place where everybody may write. */
function ownedOnlyBy(folder: string, uid: number): void {
  if (statSync(folder).uid !== uid)
    throw new StartFailure(`${folder} belongs to another user: remove it, or start with --data DIR outside of /root.`);
}

/**
 * The folder with bin/, lib/ and share/ that the server's user can run: the installed one, or a copy of it below
 * /var/tmp when that lies behind a folder only root may enter.
 */
export function reachableBinaries(installed: string, version: string): string {
  const user = serverUser();
  if (user === null || reachable(path.join(installed, 'bin'), user)) return installed;
  const copy = path.join(OPEN_GROUND, `fatura-viva-postgres-${version}-${shortHash(installed)}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${randomUUID()}`;
    mkdirSync(draft, { mode: 0o755 });
    cpSync(installed, draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, copy);
    } catch (error) {
      rmSync(draft, { recursive: true });
      if (!existsSync(copy)) throw error;
    }
  }
  ownedOnlyBy(copy, 0);
  return copy;
}

/**
 * The data folder that the server's user can reach: `wanted`, or one below /var/tmp that is named after it. The marker
 * in `wanted` ties the two together: whoever deletes `wanted` has deleted the data, and starts anew.
 */
export async function reachableData(wanted: string): Promise<string> {
  const user = serverUser();
  const parent = path.dirname(wanted);
  if (user === null || reachable(parent, user)) return wanted;
  const elsewhere = path.join(OPEN_GROUND, `fatura-viva-data-${shortHash(wanted)}`);
  const [marker, twin] = [path.join(wanted, 'elsewhere'), `${elsewhere}.marker`];
  const same = existsSync(marker) && existsSync(twin) && readFileSync(marker, 'utf8') === readFileSync(twin, 'utf8');
  if (!same) {
    if (existsSync(elsewhere)) ownedOnlyBy(elsewhere, user.uid);
    // A server of the deleted run would write into the new files of the same name.
    const running = runningServer(elsewhere);
    if (running) await endProcess(running.pid, 0);
    rmSync(elsewhere, { recursive: true, force: true });
    rmSync(twin, { force: true });
    mkdirSync(wanted, { recursive: true });
    const text = `${elsewhere}\n${randomUUID()}\n`;
    writeFileSync(twin, text, { mode: 0o600, flag: 'wx' });
    writeFileSync(marker, text);
  }
  return elsewhere;
}

/** Makes the folder for the server's user alone; its parents keep what they have. */
export function makePrivate(folder: string): void {
  const user = serverUser();
  mkdirSync(path.dirname(folder), { recursive: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user) chownSync(folder, user.uid, user.gid);
}

export function giveToServer(file: string): void {
  const user = serverUser();
  if (user) chownSync(file, user.uid, user.gid);
}
