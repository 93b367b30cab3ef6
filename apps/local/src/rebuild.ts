// npm run rebuild: reads the log from its first fact into empty tables, compares them with the live ones, and removes
// them. Exits with 0 when nothing differs, 1 when something does, 2 when it could not be made.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { cardTransactions } from '@faturaviva/events';
import type { Kafka } from '@faturaviva/kafka';
import { environmentWith, rebuildEnv } from './env.ts';
import { StartFailure } from './failure.ts';
import { findStores, type Stores } from './find-product.ts';
import { createPrinter } from './lines.ts';
import { endChild, whenEnded } from './part.ts';
import { makeRebuildDatabase } from './rebuild-database.ts';
import { connectWithin } from './servers.ts';

const USAGE = `npm run rebuild -- [--data DIR]
Reads the log from its first fact into empty tables of a database that is removed afterwards, and prints what differs
from the live tables. The product may go on meanwhile.
  --data DIR   data folder of the npm start that runs (.data in this folder, or FATURA_DATA)
Where none runs, KAFKA_BROKERS and DATABASE_URL say where log and tables are.
Exit code: 0 no difference, 1 some, 2 it could not be made, 130 stopped.`;

const root = path.resolve(import.meta.dirname, '../../..');
const print = createPrinter(process.stdout);

function launch({ brokers, databaseUrl }: Stores, rebuildUrl: string, group: string): ChildProcess {
  const env = {
    DATABASE_URL: databaseUrl,
    REBUILD_DATABASE_URL: rebuildUrl,
    REBUILD_GROUP: group,
    KAFKA_BROKERS: brokers.join(','),
  };
  return spawn(process.execPath, ['services/invoices/src/rebuild.ts'], {
    cwd: root,
    env: environmentWith(env),
    // The channel tells it when this process is gone; Ctrl-C reaches only this one, which removes what was made.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  });
}

/** What a fact takes on the broker's disk, after compression, with all that Kafka writes around it. */
async function bytesOnDisk(kafka: Kafka, kafkaData: string | null): Promise<string> {
  if (kafkaData === null || !existsSync(kafkaData)) return 'not known on the disk of this broker';
  const { name } = cardTransactions;
  const [first, end] = [await kafka.firstOffsets(name), await kafka.endOffsets(name)];
  const facts = end.reduce((sum, offset, partition) => sum + offset - (first[partition] ?? 0), 0);
  const bytes = readdirSync(kafkaData)
    .filter((folder) => /^\d+$/.test(folder.slice(name.length + 1)) && folder.startsWith(`${name}-`))
    .flatMap((folder) => readdirSync(path.join(kafkaData, folder)).map((file) => path.join(kafkaData, folder, file)))
    .filter((file) => file.endsWith('.log'))
    .reduce((sum, file) => sum + statSync(file).size, 0);
  return `${facts === 0 ? 0 : Math.round(bytes / facts)} on the broker's disk`;
}

async function rebuild(stores: Stores): Promise<number> {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());
  stopping.signal.addEventListener('abort', () => print('Stopping, and removing what was made ...'));
  const kafka = await connectWithin('rebuild', stores.brokers);
  const database = await makeRebuildDatabase(stores.databaseUrl).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new StartFailure(`No database could be made beside the live one: ${reason}`);
  });
  const group = `invoices-rebuild-${database.id}`;
  try {
    if (stopping.signal.aborted) return 130;
    const child = launch(stores, database.url, group);
    stopping.signal.addEventListener('abort', () => void endChild(child));
    const code = await whenEnded(child);
    if (stopping.signal.aborted) return 130;
    if (code === 0 || code === 1) print(`Bytes per fact: ${await bytesOnDisk(kafka, stores.kafkaData)}`);
    return code ?? 2;
  } finally {
    await Promise.all([database.drop(), kafka.forgetGroup(group)]);
    await kafka.close();
  }
}

function optionsOf(args: string[]): { data: string | undefined; help: boolean } {
  const options = { data: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } as const;
  try {
    const { data, help } = parseArgs({ args, options }).values;
    return { data, help };
  } catch (error) {
    throw new StartFailure(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

async function main(args: string[]): Promise<number> {
  try {
    const { data, help } = optionsOf(args);
    if (!help) return await rebuild(findStores({ data, ...rebuildEnv() }));
    print(USAGE);
    return 0;
  } catch (error) {
    print(error instanceof StartFailure ? error.message : `Unexpected: ${String(error)}`);
    return 2;
  }
}

process.exit(await main(process.argv.slice(2)));
