import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from '@faturaviva/database';
import type { Catalogue } from '../catalogue.ts';
import type { ObjectStore } from './object-store.ts';
import { type Wanted, wantedOf } from './wanted.ts';

export interface UploadWork {
  database: Pool;
  catalogue: Catalogue;
  store: ObjectStore;
  /** Asked before each object. */
  goOn(): boolean;
}

const AT_ONCE = 4;

const isManifest = ({ key }: Wanted): boolean => key.startsWith('manifests/');

/**
 * Brings the store to what the lake holds. An object is recorded once the store has acknowledged it; one that was not
 * recorded is put again, which changes nothing. Files go before the manifests that name them, and what a merge replaced
 * leaves the store after the merge has arrived. @returns how many objects were put
 */
export async function upload(work: UploadWork): Promise<number> {
  const { database, catalogue, store } = work;
  const wanted = wantedOf(await catalogue.read());
  const done = new Set(await recorded(database, store));
  const open = wanted.filter(({ key }) => !done.has(key));
  let put = 0;
  // Files side by side, manifests one after the other.
  for (const group of [
    ...chunks(open.filter((object) => !isManifest(object))),
    ...open.filter(isManifest).map((one) => [one]),
  ]) {
    if (!work.goOn()) return put;
    await Promise.all(group.map((object) => putOne(work, object)));
    put += group.length;
  }
  const names = new Set(wanted.map(({ key }) => key));
  for (const key of done) {
    if (names.has(key)) continue;
    if (!work.goOn()) return put;
    await store.remove(key);
    await database.query('DELETE FROM upload WHERE store = $1 AND key = $2', [store.name, key]);
  }
  return put;
}

async function putOne({ database, catalogue, store }: UploadWork, wanted: Wanted): Promise<void> {
  const bytes = 'text' in wanted ? Buffer.from(wanted.text) : await readFile(path.join(catalogue.folder, wanted.file));
  await store.put(wanted.key, bytes);
  await database.query('INSERT INTO upload (store, key, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    store.name,
    wanted.key,
    bytes.length,
  ]);
}

async function recorded(database: Pool, store: ObjectStore): Promise<string[]> {
  const { rows } = await database.query<{ key: string }>('SELECT key FROM upload WHERE store = $1 ORDER BY key', [
    store.name,
  ]);
  return rows.map(({ key }) => key);
}

function chunks(wanted: Wanted[]): Wanted[][] {
  return Array.from({ length: Math.ceil(wanted.length / AT_ONCE) }, (_, n) =>
    wanted.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  );
}
