import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Pool } from '@faturaviva/database';
import { type Catalogue, tailManifestPath } from './catalogue.ts';
import { namesIn, putInPlace, replaceFile, withDrafts } from './folder.ts';
import { manifestBytes, type TailManifest } from './manifest.ts';
import type { ParquetWriter } from './parquet-writer.ts';
import { nameOf, type Range, tailFile } from './rules/names.ts';
import type { Row, Vocabulary } from './rules/row.ts';
import { tallyOf } from './rules/tally.ts';
import { readTail } from './tail-store.ts';

export interface TailWork {
  database: Pool;
  catalogue: Catalogue;
  writer: ParquetWriter;
  vocabulary: Vocabulary;
  clusterId: string;
  topic: string;
}

/** Long enough for a query that had the file's name. */
const OLD_MS = 120_000;

/**
 * Writes what no cut has taken yet to files of its own, so that whoever asks the folder sees it too. They are
 * provisional: replaced as their partition grows, without a flush to the disk, never uploaded; lost ones are written
 * again from the table.
 */
export async function writeTails(work: TailWork): Promise<void> {
  const { database, catalogue, topic } = work;
  const { rows } = await database.query<Record<'partition' | 'first' | 'next', string>>(
    'SELECT partition, min(first_offset) AS first, max(next_offset) AS next FROM tail WHERE topic = $1 GROUP BY partition',
    [topic],
  );
  const { tails } = await catalogue.read();
  for (const row of rows) {
    const [partition, first, next] = [Number(row.partition), Number(row.first), Number(row.next)];
    const there = tails.find((tail) => tail.topic === topic && tail.partition === partition);
    if (there?.first !== first || there.next !== next || there.clusterId !== work.clusterId)
      await writeTail(work, partition);
  }
  await removeOld(work);
}

async function writeTail({ database, catalogue, writer, vocabulary, clusterId, topic }: TailWork, partition: number) {
  const rows = (await readTail(database, { topic, partition })).map((record) => vocabulary.rowOf(record));
  const [first, last] = [rows[0]?.offset, rows.at(-1)?.offset];
  // A cut took it meanwhile.
  if (first === undefined || last === undefined) return;
  const range: Range = { topic, partition, first, next: last + 1 };
  const types = [...new Set(rows.map(({ type }) => type))].sort();
  const parts = types.map((type) => ({ path: tailFile(type, nameOf(range)), type, date: null }));
  await withDrafts(catalogue.folder, async (drafts) => {
    const written = await writer.write(topic, rows, parts, drafts);
    await putInPlace(
      written.map(({ draft, file }) => ({ draft, to: path.join(catalogue.folder, file.path) })),
      { durable: false },
    );
    const files = written.map(({ file }) => file);
    const asOf = new Date().toISOString();
    const manifest: TailManifest = {
      topic,
      clusterId,
      partition,
      first,
      next: last + 1,
      ...tallyOf(rows),
      asOf,
      files,
      days: daysOf(rows),
    };
    await replaceFile(catalogue.folder, path.join(catalogue.folder, tailManifestPath(range)), manifestBytes(manifest));
  });
}

function daysOf(rows: readonly Row[]): TailManifest['days'] {
  const byDay = Map.groupBy(rows, ({ type, date }) => `${type}/${date}`);
  return [...byDay.values()].map((own) => ({ type: own[0]?.type ?? '', date: own[0]?.date ?? '', rows: own.length }));
}

async function removeOld({ catalogue }: TailWork): Promise<void> {
  const { folder } = catalogue;
  const kept = new Set((await catalogue.read()).tails.flatMap(({ files }) => files.map((file) => file.path)));
  for (const type of await namesIn(path.join(folder, 'tail')))
    for (const name of await namesIn(path.join(folder, 'tail', type))) {
      const found = kept.has(`tail/${type}/${name}`)
        ? null
        : await stat(path.join(folder, 'tail', type, name)).catch(() => null);
      if (found && Date.now() - found.mtimeMs > OLD_MS)
        await rm(path.join(folder, 'tail', type, name), { force: true });
    }
}
