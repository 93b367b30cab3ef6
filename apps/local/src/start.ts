// npm start: the whole product on this machine, until Ctrl-C.
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

function fail(error: unknown): never {
  if (error instanceof StartFailure) print(`\n${error.message}`);
  else
    print(
      `\nSomething unexpected happened: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  process.exit(1);
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

function announce({ addresses, keys, brokers }: Running, folder: string, traffic: boolean): void {
  const { simulator, ...urls } = addresses.urls;
  writeState(folder, {
    pid: process.pid,
    identity: identityOf(process.pid) ?? '',
    startedAt: new Date().toISOString(),
    urls: { ...urls, ...(traffic ? { simulator } : {}) },
    brokers,
    keyFiles: {
      purchase: keys.purchase.file,
      import: keys.import.file,
      read: keys.read.file,
      control: keys.control.file,
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
    void product.stop().then(() => {
      release();
      print(`The data stay in ${folder}`);
      process.exit(0);
    }, fail);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(name, () => stop(name === 'SIGINT' ? 'Ctrl-C' : name));
  if (process.connected) process.once('disconnect', () => stop('the process that started this one is gone'));
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
    if (curl) print(`  Buy     ${curl}`);
    print(`  Ctrl-C  stops everything; data and logs stay in ${shownPath(folder)}\n`);
  } catch (error) {
    if (stopping()) return;
    await product.stop();
    lock.release();
    fail(error);
  }
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options) await run(options);
  else print(USAGE);
} catch (error) {
  fail(error);
}
