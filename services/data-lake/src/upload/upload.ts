import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from '@faturaviva/database';
import { failpoint } from '@faturaviva/process';
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
 * Brings the store to what the lake holds. An object is noted before it is put, so that a crash leaves none there that
 * nobody knows of, and marked once the store has acknowledged it; one without a mark is put again, which changes
 * nothing. Files go before the manifests that name them, and what a merge replaced leaves the store after the merge has
 * arrived. @returns how many objects were put
 */
export async function upload(work: UploadWork): Promise<number> {
  const { database, catalogue, store } = work;
  const wanted = wantedOf(await catalogue.read());
  const noted = await notedIn(database, store);
  const open = wanted.filter(({ key }) => noted.get(key) !== 'acknowledged');
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
  for (const key of noted.keys()) {
    if (names.has(key)) continue;
    if (!work.goOn()) return put;
    await store.remove(key);
    await database.query('DELETE FROM upload WHERE store = $1 AND key = $2', [store.name, key]);
  }
  return put;
}

async function putOne({ database, catalogue, store }: UploadWork, wanted: Wanted): Promise<void> {
  const bytes = 'text' in wanted ? Buffer.from(wanted.text) : await readFile(path.join(catalogue.folder, wanted.file));
  const at = [store.name, wanted.key];
  await database.query('INSERT INTO upload (store, key, bytes) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
    ...at,
    bytes.length,
  ]);
  await store.put(wanted.key, bytes);
  failpoint('lake.upload-after-put');
  await database.query('UPDATE upload SET uploaded_at = now() WHERE store = $1 AND key = $2', at);
}

async function notedIn(database: Pool, store: ObjectStore): Promise<Map<string, 'acknowledged' | 'open'>> {
  const { rows } = await database.query<{ key: string; acknowledged: boolean }>(
    'SELECT key, uploaded_at IS NOT NULL AS acknowledged FROM upload WHERE store = $1 ORDER BY key',
    [store.name],
  );
  return new Map(rows.map(({ key, acknowledged }) => [key, acknowledged ? 'acknowledged' : 'open']));
}

function chunks(wanted: Wanted[]): Wanted[][] {
  return Array.from({ length: Math.ceil(wanted.length / AT_ONCE) }, (_, n) =>
    wanted.slice(n * AT_ONCE, (n + 1) * AT_ONCE),
  );
}
