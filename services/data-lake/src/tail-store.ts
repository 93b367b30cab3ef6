import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompress } from 'node:zlib';
import type { Pool, PoolClient } from '@faturaviva/database';
import type { BatchRecord, Place } from '@faturaviva/kafka';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);
const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

type Packed = [
  offset: number,
  timestamp: number,
  key: string | null,
  headers: Record<string, string>,
  value: string | null,
];

/** Keeps records that no cut has taken yet, a batch in one row: they survive a restart together with `next`. */
export async function keepInTail(tx: PoolClient, at: Place, records: readonly BatchRecord[]): Promise<void> {
  const [first, last] = [records[0], records.at(-1)];
  if (!first || !last) return;
  const packed = records.map(
    ({ offset, timestamp, key, headers, value }): Packed => [
      offset,
      timestamp,
      key,
      headers,
      value?.toString('latin1') ?? null,
    ],
  );
  // Bytes as latin1 are the same bytes whatever they mean, and mostly one byte each.
  const bytes = await compress(Buffer.from(JSON.stringify(packed), 'utf8'), LEVEL);
  await tx.query({
    name: 'tail-keep',
    text: 'INSERT INTO tail (topic, partition, first_offset, next_offset, facts, records) VALUES ($1, $2, $3, $4, $5, $6)',
    values: [at.topic, at.partition, first.offset, last.offset + 1, records.length, bytes],
  });
}

/** Of one partition, in the order of the log, before offset `until`. */
export async function readTail(
  from: Pick<PoolClient | Pool, 'query'>,
  at: Place,
  until = Number.MAX_SAFE_INTEGER,
): Promise<BatchRecord[]> {
  const { rows } = await from.query<{ records: Buffer }>({
    name: 'tail-read',
    text: 'SELECT records FROM tail WHERE topic = $1 AND partition = $2 AND first_offset < $3 ORDER BY first_offset',
    values: [at.topic, at.partition, until],
  });
  const records: BatchRecord[] = [];
  for (const row of rows) {
    const packed = JSON.parse((await decompress(row.records)).toString('utf8')) as Packed[];
    for (const [offset, timestamp, key, headers, value] of packed)
      records.push({
        ...at,
        offset,
        timestamp,
        key,
        headers,
        value: value === null ? null : Buffer.from(value, 'latin1'),
      });
  }
  return records;
}

export async function dropTail(tx: PoolClient, at: Place, until = Number.MAX_SAFE_INTEGER): Promise<void> {
  await tx.query({
    name: 'tail-drop',
    text: 'DELETE FROM tail WHERE topic = $1 AND partition = $2 AND first_offset < $3',
    values: [at.topic, at.partition, until],
  });
}
