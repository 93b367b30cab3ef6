import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lastLines, StartFailure } from './failure.ts';
import { FolderInUse, lockFolder } from './folder-lock.ts';
import { endChild, launch, whenEnded } from './part.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const dashboardFolder = path.join(root, 'apps/dashboard');

/** Everything the pages are compiled from: the app itself and the packages it takes in as sources. */
const SOURCES = ['apps/dashboard', 'apps/simulator/src', 'packages', 'services/realtime/src', 'package-lock.json'];
const NOT_SOURCES = /(?:^|\/)(?:node_modules|\.next|generated)(?:\/|$)|\.test\.tsx?$|\.tsbuildinfo$|next-env\.d\.ts$/;

function sourceFiles(): string[] {
  return SOURCES.flatMap((source) => {
    const full = path.join(root, source);
    if (!existsSync(full) || source.endsWith('.json')) return [full];
    return readdirSync(full, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .filter((file) => !NOT_SOURCES.test(path.relative(root, file).replaceAll('\\', '/')));
  }).sort();
}

/** Contents, not times: a checkout of another branch and back needs no new build. */
function sourcesHash(): string {
  const hash = createHash('sha256').update(process.version);
  for (const file of sourceFiles()) if (existsSync(file)) hash.update(file).update('\0').update(readFileSync(file));
  return hash.digest('hex');
}

const stamp = path.join(dashboardFolder, '.next', 'built-from');
const isFresh = (hash: string) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;

async function lockBuild(): Promise<{ release(): void }> {
  for (;;) {
    try {
      return lockFolder(path.join(root, 'node_modules', '.cache', 'dashboard-build'));
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error;
      await sleep(500);
    }
  }
}

/**
 * Compiles the dashboard when its build is missing or from other sources; answers whether it had to. Two starts in one
 * checkout build one after the other. Throws StartFailure with the compiler's words; aborts quietly with `signal`.
 */
export async function ensureDashboardBuild(logFile: string, signal: AbortSignal): Promise<boolean> {
  if (isFresh(sourcesHash())) return false;
  const lock = await lockBuild();
  try {
    const hash = sourcesHash();
    if (isFresh(hash)) return false;
    const next = path.join(root, 'node_modules/next/dist/bin/next');
    const env = { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' };
    const child = launch({ args: [next, 'build'], cwd: dashboardFolder, env, logFile });
    const end = () => void endChild(child);
    signal.addEventListener('abort', end);
    const code = await whenEnded(child);
    signal.removeEventListener('abort', end);
    if (code !== 0)
      throw new StartFailure(`The dashboard could not be built:\n${lastLines(readFileSync(logFile, 'utf8'), 25)}`);
    writeFileSync(stamp, hash);
    return true;
  } finally {
    lock.release();
  }
}
