import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { environmentWith, javaCommand } from './env.ts';
import { explain, lastLines, StartFailure } from './failure.ts';
import { FolderInUse, lockFolder } from './folder-lock.ts';
import { askMetadata } from './kafka-metadata.ts';
import { brokerProperties, KAFKA_CAUSES } from './kafka-settings.ts';
import { freePort } from './ports.ts';
import { endProcess, identityOf, isAlive } from './processes.ts';

export interface KafkaOptions {
  /** Holds the log, the settings and the broker's own log file; made on the first start. */
  directory: string;
  /** A free one when left out. A broker that still runs on this folder keeps its ports. */
  port?: number;
  controllerPort?: number;
  /** Java heap, such as `384m`. */
  heap?: string;
  /** Told what was found and done, one line each. */
  say?: (line: string) => void;
}

export interface EmbeddedKafka {
  brokers: string[];
  port: number;
  controllerPort: number;
  pid: number;
  /** Ends it cleanly; the data stay. */
  stop(): Promise<void>;
  /** kill -9. */
  kill(): Promise<void>;
}

/** A broker that was killed must first outlive its old session; with many partitions on a busy disk that took 27 s. */
const READY_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 20_000;

const kafkaFolder = path.resolve(import.meta.dirname, '../kafka');

interface Folder {
  data: string;
  logs: string;
  properties: string;
  /** Written before Java starts, so that a later start finds a broker whose starter was killed. */
  record: string;
}

interface BrokerRecord {
  pid: number;
  identity: string;
  port: number;
  controllerPort: number;
}

const folderOf = (directory: string): Folder => ({
  data: path.join(directory, 'data'),
  logs: path.join(directory, 'logs'),
  properties: path.join(directory, 'node.properties'),
  record: path.join(directory, 'broker.json'),
});

function classPath(): string {
  const libs = path.join(kafkaFolder, 'libs');
  const jars = existsSync(libs) ? readdirSync(libs).filter((name) => name.endsWith('.jar')) : [];
  if (jars.length === 0)
    throw new StartFailure('Kafka does not start: its jars are missing, run "node apps/local/setup.cjs".');
  return jars
    .sort()
    .map((name) => path.join(libs, name))
    .join(path.delimiter);
}

const notStarting = (log: string) =>
  new StartFailure(`Kafka does not start: ${explain(log, KAFKA_CAUSES) ?? `its log ends with\n${lastLines(log, 8)}`}`);

interface Java {
  pid: number;
  /** Resolves with its code once it has ended, or with the error when there is no such program. */
  ended: Promise<number | Error>;
  /** Lets this process end although the other one still runs. */
  unref: () => void;
}

/** Its own process group, so that Ctrl-C in the terminal reaches only us, who stop things in their order. */
function java(args: string[], folder: Folder): Java {
  mkdirSync(folder.logs, { recursive: true });
  const console_ = openSync(path.join(folder.logs, 'console.log'), 'w');
  const options = [
    `-Dlog4j2.configurationFile=${path.join(kafkaFolder, 'log4j2.xml')}`,
    `-Dkafka.logs.dir=${folder.logs}`,
  ];
  const child = spawn(
    javaCommand(),
    [
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-XX:+ExitOnOutOfMemoryError',
      ...options,
      '-cp',
      classPath(),
      ...args,
    ],
    { stdio: ['ignore', console_, console_], detached: true, windowsHide: true, env: environmentWith({ LC_ALL: 'C' }) },
  );
  closeSync(console_);
  const { promise, resolve } = Promise.withResolvers<number | Error>();
  child.once('error', resolve);
  child.once('exit', (code) => resolve(code ?? 1));
  return { pid: child.pid ?? 0, ended: promise, unref: () => child.unref() };
}

/** What broker and Java have written since `from`, a length of server.log. */
function logText(folder: Folder, from = 0): string {
  const read = (name: string) => {
    const file = path.join(folder.logs, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  };
  return read('server.log').slice(from) + read('console.log');
}

function needJava(error: Error): never {
  throw new StartFailure(
    `Kafka does not start: Java was not found (${error.message}): apt-get install openjdk-17-jre-headless (or brew install openjdk@17).`,
  );
}

/** Gives the data folder its cluster id, once. */
async function format(folder: Folder): Promise<void> {
  if (existsSync(path.join(folder.data, 'meta.properties'))) return;
  mkdirSync(folder.data, { recursive: true });
  // As in Kafka, but never with a leading dash, which its command line would take for an option.
  const clusterId = `f${randomBytes(16).toString('base64url').slice(1)}`;
  const { ended } = java(['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', folder.properties], folder);
  const code = await ended;
  if (code instanceof Error) needJava(code);
  if (code !== 0) throw notStarting(logText(folder));
}

const clusterIdOf = (folder: Folder): string =>
  /^cluster\.id=(.+)$/m.exec(readFileSync(path.join(folder.data, 'meta.properties'), 'utf8'))?.[1]?.trim() ?? '';

/** Ready is not an open port but an answer that names this very cluster and its broker. */
async function answers(port: number, clusterId: string): Promise<boolean> {
  const metadata = await askMetadata(port);
  return metadata?.clusterId === clusterId && metadata.brokers.some((broker) => broker.port === port);
}

function readRecord(folder: Folder): BrokerRecord | null {
  if (!existsSync(folder.record)) return null;
  try {
    const record = JSON.parse(readFileSync(folder.record, 'utf8')) as BrokerRecord;
    return identityOf(record.pid) === record.identity ? record : null;
  } catch {
    return null;
  }
}

/** A broker whose starter was killed is used again if it answers, and ended if not: never two on one folder. */
async function adopt(folder: Folder, { say }: KafkaOptions): Promise<BrokerRecord | null> {
  const found = readRecord(folder);
  if (found === null) return null;
  if (await answers(found.port, clusterIdOf(folder))) {
    say?.(`Kafka was still running from an earlier run (process ${found.pid}, port ${found.port}) and is used again`);
    return found;
  }
  say?.(`Kafka was still running from an earlier run (process ${found.pid}) and is ended first`);
  await endProcess(found.pid, STOP_LIMIT_MS);
  return null;
}

async function launch(folder: Folder, o: KafkaOptions): Promise<BrokerRecord> {
  const port = o.port ?? (await freePort());
  const controllerPort = o.controllerPort ?? (await freePort());
  mkdirSync(folder.logs, { recursive: true });
  writeFileSync(folder.properties, brokerProperties({ data: folder.data, port, controllerPort }));
  await format(folder);
  const before = logText(folder).length;
  const heap = o.heap ?? '384m';
  const { pid, ended, unref } = java([`-Xms${heap}`, `-Xmx${heap}`, 'kafka.Kafka', folder.properties], folder);
  const record = { pid, identity: identityOf(pid) ?? '', port, controllerPort };
  writeFileSync(folder.record, JSON.stringify(record));
  const clusterId = clusterIdOf(folder);
  const early = ended.then((code) => ({ code }));
  for (const end = Date.now() + READY_LIMIT_MS; Date.now() < end; ) {
    if (await answers(port, clusterId)) {
      unref();
      return record;
    }
    const stopped = await Promise.race([early, sleep(50)]);
    if (stopped?.code instanceof Error) needJava(stopped.code);
    if (stopped) throw notStarting(logText(folder, before));
  }
  await endProcess(pid, 0);
  throw new StartFailure(`Kafka did not answer within ${READY_LIMIT_MS / 1000} s; its log is in ${folder.logs}.`);
}

/**
 * A real Apache Kafka with one node in a folder: formatted on first use, started, or found still running after its
 * starter was killed. The folder is locked before Java starts: a second broker on it would harm the first before it
 * notices. Throws StartFailure.
 */
export async function startKafka(options: KafkaOptions): Promise<EmbeddedKafka> {
  const folder = folderOf(path.resolve(options.directory));
  let lock: { release(): void };
  try {
    lock = lockFolder(options.directory);
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error;
    throw new StartFailure(
      `Kafka does not start: ${error.message}: stop that one, or start with another folder (--data DIR).`,
    );
  }
  try {
    const { pid, port, controllerPort } = (await adopt(folder, options)) ?? (await launch(folder, options));
    const end = async (graceMs: number) => {
      await endProcess(pid, graceMs);
      if (!isAlive(pid)) rmSync(folder.record, { force: true });
      lock.release();
    };
    return {
      brokers: [`127.0.0.1:${port}`],
      port,
      controllerPort,
      pid,
      stop: () => end(STOP_LIMIT_MS),
      kill: () => end(0),
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
