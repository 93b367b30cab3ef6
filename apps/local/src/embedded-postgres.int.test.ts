import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../../tests/support/stack.ts';
import { startPostgres } from './embedded-postgres.ts';
import { reachableBinaries, runningServer, serverUser } from './postgres-home.ts';
import { endProcess } from './processes.ts';

const password = 'a password / with @ signs';
let place: ReturnType<typeof temporaryFolder>;
let directory: string;
beforeAll(() => {
  place = temporaryFolder();
  directory = path.join(place.folder, 'postgres');
});
afterAll(() => place.release());

async function query(url: string, sql: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ value: string }>(sql);
  await client.end();
  return rows[0]?.value ?? '';
}

test('data stay over a stop and over kill -9, and every commit is on the disk', async () => {
  const first = await startPostgres({ directory, password });
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS value');
  expect(await query(first.url, `SELECT current_setting('fsync') AS value`)).toBe('on');
  expect(await query(first.url, `SELECT current_setting('max_connections') AS value`)).toBe('200');
  await first.stop();

  const second = await startPostgres({ directory, password });
  await endProcess(second.pid, 0);
  const third = await startPostgres({ directory, password });
  expect(await query(third.url, 'SELECT value FROM kept')).toBe(42);
  await third.stop();
});

test('a server whose starter was killed is found and used again, on the port it has', async () => {
  const orphan = await startPostgres({ directory, password });
  const lines: string[] = [];
  const again = await startPostgres({ directory, password, port: 1, say: (line) => lines.push(line) });
  expect(again).toMatchObject({ pid: orphan.pid, port: orphan.port });
  expect(lines).toHaveLength(1);
  await again.stop();
});

test('a pid file whose pid is another program by now does not keep it from starting', async () => {
  const first = await startPostgres({ directory, password });
  await first.stop();
  writeFileSync(
    path.join(directory, 'postmaster.pid'),
    `${process.pid}\n${directory}\n0\n${first.port}\n\n127.0.0.1\n`,
  );
  const second = await startPostgres({ directory, password });
  expect(second.pid).not.toBe(process.pid);
  await second.stop();
});

test('another password, another version and a port in use are said in a sentence', async () => {
  const first = await startPostgres({ directory, password });
  await expect(startPostgres({ directory, password: 'other' })).rejects.toThrow(
    'does not accept the password in the keys',
  );
  const elsewhere = path.join(place.folder, 'second');
  await expect(startPostgres({ directory: elsewhere, password, port: first.port })).rejects.toThrow(
    'Postgres does not start: its port is in use by another program.',
  );
  await first.stop();
  writeFileSync(path.join(elsewhere, 'PG_VERSION'), '12\n');
  await expect(startPostgres({ directory: elsewhere, password })).rejects.toThrow(
    /its data folder was made by PostgreSQL 12 and this is 18\.\S+: start with another folder/,
  );
});

test.runIf(serverUser())(
  'started by root in a folder that only root may enter, it keeps its data where its user can',
  async () => {
    const closed = path.join(place.folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const inside = path.join(closed, 'postgres');
    const first = await startPostgres({ directory: inside, password });
    onTestFinished(async () => {
      const left = runningServer(first.dataDirectory);
      if (left) await endProcess(left.pid, 0);
      rmSync(first.dataDirectory, { recursive: true });
      rmSync(`${first.dataDirectory}.marker`);
    });
    expect(first.dataDirectory).toMatch(/^\/var\/tmp\/fatura-viva-data-/);
    expect(statSync(first.dataDirectory).uid).toBe(serverUser()?.uid);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS value');
    await first.stop();

    const second = await startPostgres({ directory: inside, password });
    expect(await query(second.url, 'SELECT value FROM kept')).toBe(42);

    // The folder is deleted while its server still runs: a new start must not find the old data, nor share its files.
    rmSync(closed, { recursive: true });
    mkdirSync(closed, { mode: 0o700 });
    const third = await startPostgres({ directory: inside, password });
    expect(third.pid).not.toBe(second.pid);
    expect(await query(third.url, `SELECT coalesce(to_regclass('kept')::text, 'gone') AS value`)).toBe('gone');
    await third.stop();
  },
);

test.runIf(serverUser())('binaries in a checkout that only root may enter are copied once and run', async () => {
  const closed = path.join(place.folder, 'checkout');
  const installed = path.join(closed, 'native');
  mkdirSync(path.join(installed, 'bin'), { recursive: true });
  writeFileSync(path.join(installed, 'bin', 'postgres'), '#!/bin/sh\nid -u\n', { mode: 0o755 });
  expect(reachableBinaries(installed, '0')).toBe(installed);
  chmodSync(closed, 0o700);
  const copy = reachableBinaries(installed, '0');
  expect(copy).toMatch(/^\/var\/tmp\/fatura-viva-postgres-0-/);
  expect(execFileSync(path.join(copy, 'bin', 'postgres'), { ...serverUser(), encoding: 'utf8' }).trim()).toBe(
    String(serverUser()?.uid),
  );
  rmSync(path.join(installed, 'bin', 'postgres'));
  expect(reachableBinaries(installed, '0')).toBe(copy);
  expect(existsSync(path.join(copy, 'bin', 'postgres'))).toBe(true);
  rmSync(copy, { recursive: true });
});
