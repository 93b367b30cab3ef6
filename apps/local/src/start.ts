// npm start: the whole product on this machine, until Ctrl-C.
import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { startEnv } from './env.ts';
import { exampleCurl } from './example-curl.ts';
import { StartFailure } from './failure.ts';
import { FolderInUse, lockFolder } from './folder-lock.ts';
import { createPrinter, shownPath } from './lines.ts';
import { parseOptions, type StartOptions, USAGE } from './options.ts';
import { identityOf } from './processes.ts';
import { Product, type Running } from './product.ts';
import { dataFolder as dataFolderOf, readState, removeState, writeState } from './state.ts';

const print = createPrinter(process.stdout);

const PARENT_CHECK_MS = 500;

const PLACES = new Map([
  ['EACCES', 'it may not be written by this user'],
  ['EPERM', 'it may not be written by this user'],
  ['EROFS', 'it is on a disk that cannot be written'],
  ['ENOTDIR', 'it, or a folder above it, is a file'],
  ['EEXIST', 'it is a file'],
  ['ENOSPC', 'the disk is full'],
]);

/** Says what happened and ends; what nobody foresaw is kept whole in a log, not thrown at the reader. */
function fail(error: unknown, folder?: string): never {
  if (error instanceof StartFailure) print(`\n${error.message}`);
  else {
    const { code, path: file } = error as NodeJS.ErrnoException;
    const place = code && file ? PLACES.get(code) : undefined;
    const text = error instanceof Error ? error.message : String(error);
    print(
      place ? `\n${file} cannot be used: ${place}. Choose another folder with --data DIR.` : `\nUnexpected: ${text}`,
    );
    if (!place && folder) keepDetails(error, folder);
  }
  process.exit(1);
}

function keepDetails(error: unknown, folder: string): void {
  const log = path.join(folder, 'logs', 'start.log');
  mkdirSync(path.dirname(log), { recursive: true });
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  appendFileSync(log, `${new Date().toISOString()} ${details}\n`);
  print(`Details are in ${shownPath(log)}`);
}

function lockData(folder: string): { release(): void } {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (!(error instanceof FolderInUse)) throw error;
    const running = readState(folder);
    const where = running ? `open ${running.urls.dashboard}` : 'it is just starting or stopping';
    throw new StartFailure(
      `Fatura Viva already runs on ${folder} (process ${error.pid}): ${where}, or start a second one with --data DIR.`,
    );
  }
}

function announce({ addresses, keys, brokers, kafkaData, database }: Running, folder: string, traffic: boolean): void {
  const { simulator, ...urls } = addresses.urls;
  writeState(folder, {
    pid: process.pid,
    identity: identityOf(process.pid) ?? '',
    startedAt: new Date().toISOString(),
    urls: { ...urls, ...(traffic ? { simulator } : {}) },
    brokers,
    kafkaData,
    database,
    keyFiles: {
      purchase: keys.purchase.file,
      import: keys.import.file,
      operator: keys.operator.file,
      read: keys.read.file,
      control: keys.control.file,
      console: keys.console.file,
      postgres: keys.postgres.file,
    },
  });
}

/** Stops everything when asked to, from now on; answers whether that has begun. */
function stopWhenAsked(product: Product, release: () => void, folder: string): () => boolean {
  let asked = 0;
  const stop = (why: string) => {
    asked += 1;
    if (asked > 1) {
      product.kill();
      release();
      process.exit(130);
    }
    print(`\nStopping (${why}); once more ends everything at once`);
    removeState(folder);
    void product.stop().then(
      () => {
        release();
        print(`The data stay in ${folder}`);
        process.exit(0);
      },
      (error: unknown) => fail(error, folder),
    );
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => stop(name === 'SIGINT' ? 'Ctrl-C' : name));
  // npm passes SIGTERM on to the shell between it and this process, and the shell ends without a word.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && asked === 0) stop('npm is gone');
  }, PARENT_CHECK_MS).unref();
  if (process.connected) process.once('disconnect', () => stop('the process that started this one is gone'));
  process.on('uncaughtException', (error) => {
    if (asked > 0) return;
    keepDetails(error, folder);
    stop(`unexpected: ${error.message}`);
  });
  return () => asked > 0;
}

async function run(options: StartOptions): Promise<void> {
  const env = startEnv();
  const folder = dataFolderOf(options.data ?? env.FATURA_DATA);
  const lock = lockData(folder);
  print('Fatura Viva');
  const product = new Product({
    ...options,
    dataFolder: folder,
    brokers: env.KAFKA_BROKERS,
    databaseUrl: env.DATABASE_URL,
    logLevel: env.LOG_LEVEL,
    print,
  });
  const stopping = stopWhenAsked(product, () => lock.release(), folder);
  try {
    const running = await product.start();
    announce(running, folder, options.traffic);
    const { addresses } = running;
    print(`\n  Open    http://localhost:${addresses.ports.dashboard}`);
    for (const url of addresses.lan) print(`          ${url} on a phone in this network`);
    const curl = await exampleCurl(running);
    if (curl) print(`  Buy     with Marina's card:\n          ${curl}`);
    print(`  Ctrl-C  stops everything; data and logs stay in ${shownPath(folder)}\n`);
  } catch (error) {
    if (stopping()) return;
    await product.stop();
    lock.release();
    fail(error, folder);
  }
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options) await run(options);
  else print(USAGE);
} catch (error) {
  fail(error);
}
