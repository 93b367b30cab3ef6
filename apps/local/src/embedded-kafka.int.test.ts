import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../../../tests/support/stack.ts';
import { startKafka } from './embedded-kafka.ts';
import { askMetadata } from './kafka-metadata.ts';
import { isAlive } from './processes.ts';

let place: ReturnType<typeof temporaryFolder>;
let directory: string;
beforeAll(() => {
  place = temporaryFolder();
  directory = path.join(place.folder, 'kafka');
});
afterAll(() => place.release());

const clusterAt = async (port: number) => (await askMetadata(port))?.clusterId;

test('a killed broker comes back on the same ports with the same cluster', async () => {
  const first = await startKafka({ directory });
  const cluster = await clusterAt(first.port);
  expect(cluster).toMatch(/^f[\w-]{21}$/);
  await first.kill();
  expect(await clusterAt(first.port)).toBeUndefined();

  const second = await startKafka({ directory, port: first.port, controllerPort: first.controllerPort });
  expect(second.brokers).toEqual(first.brokers);
  expect(await clusterAt(second.port)).toBe(cluster);
  await second.stop();
  expect(isAlive(second.pid)).toBe(false);
});

test('a second broker on the folder is refused, unless the starter of the first was killed: then that is used again', async () => {
  const first = await startKafka({ directory });
  await expect(startKafka({ directory })).rejects.toThrow(`in use by the running process ${process.pid}`);
  expect(await clusterAt(first.port)).toBeDefined();

  // What kill -9 leaves behind: the lock of a process that is gone.
  writeFileSync(path.join(directory, 'lock'), '999999999\ngone\n');
  const lines: string[] = [];
  const again = await startKafka({ directory, say: (line) => lines.push(line) });
  expect(again).toMatchObject({ pid: first.pid, port: first.port });
  expect(lines).toEqual([
    `Kafka was still running from an earlier run (process ${first.pid}, port ${first.port}) and is used again`,
  ]);
  await again.stop();
});

test('a broker that was left behind and does not answer is ended first', async () => {
  const orphan = await startKafka({ directory });
  process.kill(orphan.pid, 'SIGSTOP');
  writeFileSync(path.join(directory, 'lock'), '999999999\ngone\n');
  setTimeout(() => process.kill(orphan.pid, 'SIGCONT'), 2_000);
  const again = await startKafka({ directory });
  expect(again.pid).not.toBe(orphan.pid);
  expect(isAlive(orphan.pid)).toBe(false);
  await again.stop();
});

test('a port in use and the folder of another node are said in a sentence', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  await expect(startKafka({ directory, port })).rejects.toThrow(
    `Kafka does not start: port ${port} is in use by another program.`,
  );
  server.close();

  const meta = path.join(directory, 'data', 'meta.properties');
  writeFileSync(meta, readFileSync(meta, 'utf8').replace('node.id=1', 'node.id=2'));
  await expect(startKafka({ directory })).rejects.toThrow('its data folder was not made by this program');
});
