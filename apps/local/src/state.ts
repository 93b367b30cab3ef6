import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { identityOf } from './processes.ts';

const State = z.object({
  pid: z.int(),
  /** Tells this run's process from a later one with the same pid. */
  identity: z.string(),
  startedAt: z.iso.datetime(),
  urls: z.object({
    dashboard: z.url(),
    purchases: z.url(),
    invoices: z.url(),
    realtime: z.url(),
    /** Traffic control; not there with --no-traffic. */
    simulator: z.url().optional(),
    fraud: z.url(),
    analytics: z.url(),
    'data-lake': z.url(),
    bank: z.url(),
    partners: z.url(),
    operations: z.url(),
  }),
  brokers: z.array(z.string()),
  /** Where the embedded broker keeps its log; `null`: it is somebody else's. */
  kafkaData: z.string().nullable(),
  database: z.object({
    /** As the superuser, without the password. */
    url: z.url(),
    /** Of the data folder, its password in `keyFiles.postgres`; else whoever needs it must know it from DATABASE_URL. */
    embedded: z.boolean(),
  }),
  /** Files that hold one key each; the keys themselves are nowhere else. */
  keyFiles: z.object({
    purchase: z.string(),
    import: z.string(),
    operator: z.string(),
    read: z.string(),
    control: z.string(),
    console: z.string(),
    postgres: z.string(),
  }),
});

/** What a running `npm start` tells other programs of this machine, in `state.json` of its data folder. */
export type State = z.infer<typeof State>;

const fileOf = (dataFolder: string) => path.join(dataFolder, 'state.json');

/** Whole or not at all: a reader never sees half a file. */
export function writeState(dataFolder: string, state: State): void {
  const draft = `${fileOf(dataFolder)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileOf(dataFolder));
}

export const removeState = (dataFolder: string): void => rmSync(fileOf(dataFolder), { force: true });

/** The `npm start` that runs on this data folder now; `null` when none does. */
export function readState(dataFolder: string): State | null {
  const file = fileOf(dataFolder);
  if (!existsSync(file)) return null;
  const parsed = State.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return parsed.success && identityOf(parsed.data.pid) === parsed.data.identity ? parsed.data : null;
}

/** `.data` in the checkout, unless something else is given. */
export const dataFolder = (given: string | undefined): string =>
  path.resolve(given ?? path.join(import.meta.dirname, '../../../.data'));
