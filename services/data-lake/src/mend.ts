import { rm } from 'node:fs/promises';
import path from 'node:path';
import { inTransaction, type Pool, type PoolClient } from '@faturaviva/database';
import { readOffsets } from '@faturaviva/kafka';
import { type Catalogue, cutManifestPath, mergeManifestPath } from './catalogue.ts';
import { sizeOf } from './folder.ts';
import { type Damage, damageOf, type Seen } from './rules/damage.ts';

export interface Mending {
  database: Pool;
  catalogue: Catalogue;
  group: string;
  topic: string;
}

export interface Mended {
  partition: number;
  /** Where the reader stood, and from where it reads again. */
  from: number;
  to: number;
  reason: string;
}

type Stored = Pick<Seen, 'next' | 'cutEnd' | 'kept'>;

/**
 * Finds what tables and folder disagree about (files that are gone, a log that was cut, restored tables) and sends the
 * reader back to the first cut that is concerned: the log has everything, so that reading again is all there is to mend.
 * Cuts that are whole are recognised and not written again.
 */
export async function mend(mending: Mending): Promise<Mended[]> {
  const { database, group, topic } = mending;
  const read = await readOffsets(database, { group, topic });
  const mended: Mended[] = [];
  const seen = await lookAtFiles(mending.catalogue);
  for (const partition of [...read.keys()].sort((a, b) => a - b)) {
    // Looked at without the lock first: a healthy partition is not held up.
    const at = { topic, partition };
    if (damageOf({ ...at, ...seen, ...(await storedOf(database, mending, partition)) }) === null) continue;
    const done = await inTransaction(database, (tx) => mendOne(tx, mending, partition));
    if (done) mended.push(done);
  }
  return mended;
}

async function mendOne(tx: PoolClient, mending: Mending, partition: number): Promise<Mended | null> {
  const { catalogue, group, topic } = mending;
  await tx.query('SELECT FROM reader_offset WHERE grp = $1 AND topic = $2 AND partition = $3 FOR UPDATE', [
    group,
    topic,
    partition,
  ]);
  const seen = await lookAtFiles(catalogue);
  const damage = damageOf({ topic, partition, ...seen, ...(await storedOf(tx, mending, partition)) });
  if (damage === null) return null;
  await forget(catalogue, damage);
  return sendBack(tx, mending, partition, damage);
}

async function lookAtFiles(catalogue: Catalogue): Promise<Pick<Seen, 'contents' | 'missing'>> {
  const contents = await catalogue.read();
  const missing = new Set<string>();
  for (const { path: file, bytes } of contents.files)
    if ((await sizeOf(path.join(catalogue.folder, file))) !== bytes) missing.add(file);
  return { contents, missing };
}

async function storedOf(from: Pool | PoolClient, { group, topic }: Mending, partition: number): Promise<Stored> {
  const { rows } = await from.query<Record<'next' | 'cut_end' | 'kept', string>>(
    `SELECT (SELECT next FROM reader_offset WHERE grp = $1 AND topic = $2 AND partition = $3) AS next,
      COALESCE((SELECT max(next_offset) FROM cut WHERE topic = $2 AND partition = $3), 0) AS cut_end,
      GREATEST((SELECT max(next_offset) FROM cut WHERE topic = $2 AND partition = $3),
        (SELECT max(next_offset) FROM tail WHERE topic = $2 AND partition = $3), 0) AS kept`,
    [group, topic, partition],
  );
  const [row] = rows;
  return { next: Number(row?.next ?? 0), cutEnd: Number(row?.cut_end ?? 0), kept: Number(row?.kept ?? 0) };
}

/** Merges that can no longer be read go first, then the cuts: whoever looks in between sees fewer facts, none twice. */
async function forget({ folder }: Catalogue, { merges, cuts }: Damage): Promise<void> {
  for (const merge of merges) await rm(path.join(folder, mergeManifestPath(merge)), { force: true });
  for (const cut of cuts) await rm(path.join(folder, cutManifestPath(cut)), { force: true });
}

async function sendBack(
  tx: PoolClient,
  { group, topic }: Mending,
  partition: number,
  { from: to, reason, next }: Damage,
): Promise<Mended> {
  const place = [topic, partition, to];
  await tx.query('DELETE FROM tail WHERE topic = $1 AND partition = $2', [topic, partition]);
  await tx.query('DELETE FROM cut WHERE topic = $1 AND partition = $2 AND next_offset > $3', place);
  await tx.query('DELETE FROM checkpoint WHERE topic = $1 AND partition = $2 AND "offset" > $3', place);
  await tx.query('UPDATE reader_offset SET next = $3 WHERE topic = $1 AND partition = $2 AND grp = $4', [
    ...place,
    group,
  ]);
  return { partition, from: next, to, reason };
}
