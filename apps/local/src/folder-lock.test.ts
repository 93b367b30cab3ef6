import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FolderInUse, lockFolder } from './folder-lock.ts';
import { identityOf } from './processes.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'folder-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Another live process that stands for the lock's owner. */
async function bystander() {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  return { pid: child.pid ?? 0, end: async () => void (child.kill('SIGKILL') && (await once(child, 'exit'))) };
}

test('a folder has one owner at a time, and a new one once it is released', () => {
  const first = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(FolderInUse);
  first.release();
  lockFolder(folder).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('the lock of a live process is respected, and taken over once that is gone', async () => {
  const other = await bystander();
  writeFileSync(path.join(folder, 'lock'), `${other.pid}\n${identityOf(other.pid)}\n`);
  expect(() => lockFolder(folder)).toThrow(`running process ${other.pid}`);
  await other.end();
  lockFolder(folder).release();
});

test('a live process that only inherited the pid of the owner does not hold the folder', async () => {
  const other = await bystander();
  writeFileSync(path.join(folder, 'lock'), `${other.pid}\nanother run of it\n`);
  expect(() => lockFolder(folder).release()).not.toThrow();
  await other.end();
});
