import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Part, type PartEvents } from './part.ts';
import { isAlive } from './processes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'part-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes its pid, then does `then`; it ends with its starter, as the services do. */
function program(then: string): string {
  const file = path.join(folder, 'program.mjs');
  const pid = JSON.stringify(path.join(folder, 'pid'));
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs';
process.once('disconnect', () => process.exit(0));
console.log('starting');
writeFileSync(${pid}, String(process.pid));
${then}`,
  );
  return file;
}

const pidOf = () => (existsSync(path.join(folder, 'pid')) ? Number(readFileSync(path.join(folder, 'pid'), 'utf8')) : 0);

function partOf(file: string, working: () => boolean) {
  const seen: string[] = [];
  const events: PartEvents = {
    up: () => seen.push('up'),
    waiting: (reason) => seen.push(`waits ${reason}`),
    ended: (code) => seen.push(`ended ${code}`),
    givenUp: () => seen.push('given up'),
  };
  const plan = {
    name: 'program',
    args: [file],
    cwd: folder,
    env: {},
    logFile: path.join(folder, 'logs', 'program.log'),
    waitsFor: () => Promise.resolve(working() ? null : 'not yet'),
  };
  return { part: new Part(plan, events), seen };
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !condition(); await sleep(20))
    if (Date.now() > end) throw new Error('it did not happen in time');
}

test('a part that is killed runs again, and stops when it is told to', async () => {
  const { part, seen } = partOf(program('setInterval(() => {}, 1000);'), () => isAlive(pidOf()));
  await part.start();
  const first = pidOf();
  process.kill(first, 'SIGKILL');
  await until(() => pidOf() !== first && seen.at(-1) === 'up');
  expect(seen).toEqual(['up', 'ended null', 'up']);
  await part.stop();
  expect(isAlive(pidOf())).toBe(false);
});

test('a part that never works is given up, with the end of its log', async () => {
  const { part, seen } = partOf(program(`console.error('no such setting'); process.exit(3);`), () => false);
  await expect(part.start()).rejects.toThrow(/program does not come up[^]*starting\nno such setting/);
  expect(seen).toEqual(['ended 3', 'ended 3', 'ended 3', 'given up']);
});

test('a part can be stopped in the pause before it would run again', async () => {
  const { part, seen } = partOf(program('process.exit(1);'), () => false);
  part.start().catch(() => undefined);
  await until(() => seen.length === 2);
  const began = Date.now();
  await part.stop();
  expect(Date.now() - began).toBeLessThan(900);
});

test('a part does not outlive a starter that was killed', async () => {
  const file = program('setInterval(() => {}, 1000);');
  const starter = path.join(folder, 'starter.ts');
  writeFileSync(
    starter,
    `import { launch } from ${JSON.stringify(path.join(import.meta.dirname, 'part.ts'))};
launch({ args: [${JSON.stringify(file)}], cwd: '.', env: {}, logFile: 'program.log' });`,
  );
  const child = spawn(process.execPath, [starter], { cwd: folder, stdio: 'ignore' });
  await until(() => pidOf() > 0);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await until(() => !isAlive(pidOf()));
  expect(isAlive(pidOf())).toBe(false);
});
