// Ends the servers of a test's folder and removes it, once the process that started this one closes its end of the
// pipe: on purpose, or because it was killed.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = process.argv[2] ?? '';

/** False once the process is gone. */
function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Nothing in the folder is kept, so no server needs a clean end: at SIGQUIT PostgreSQL ends its children at once. */
function endServers(): boolean {
  const kafka = path.join(folder, 'kafka', 'broker.json');
  const postgres = path.join(folder, 'postgres', 'postmaster.pid');
  const alive = [
    existsSync(kafka) && send((JSON.parse(readFileSync(kafka, 'utf8')) as { pid: number }).pid, 'SIGKILL'),
    existsSync(postgres) && send(Number.parseInt(readFileSync(postgres, 'utf8'), 10), 'SIGQUIT'),
  ];
  return alive.includes(true);
}

// Ctrl-C is for the tests; this process outlives them by a moment.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);
process.stdin.on('error', () => undefined).resume();
await new Promise((resolve) => process.stdin.once('close', resolve));

for (let round = 0; round < 50 && endServers(); round++) await sleep(20);
rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
