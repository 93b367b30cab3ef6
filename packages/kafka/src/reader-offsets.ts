import type { Pool, PoolClient } from '@faturaviva/database';

/** Whose offset: a reader's group at one partition of a topic. */
export interface ReaderPlace {
  group: string;
  topic: string;
  partition: number;
}

export interface StoredOffset {
  /** Offset of the next record to apply. */
  next: number;
  /** The Kafka cluster that `next` belongs to. */
  clusterId: string;
}

interface OffsetRow {
  next: string;
  cluster_id: string;
}

const LOCK = {
  name: 'reader-offset-lock',
  text: 'SELECT next, cluster_id FROM reader_offset WHERE grp = $1 AND topic = $2 AND partition = $3 FOR UPDATE',
};
const BEGIN = `INSERT INTO reader_offset (grp, topic, partition, next, cluster_id) VALUES ($1, $2, $3, $5, $4) ON CONFLICT`;
const BEGIN_UNLESS_STORED = { name: 'reader-offset-begin', text: `${BEGIN} DO NOTHING` };
const BEGIN_ANEW = {
  name: 'reader-offset-anew',
  text: `${BEGIN} (grp, topic, partition) DO UPDATE SET next = excluded.next, cluster_id = excluded.cluster_id`,
};
const MOVE = {
  name: 'reader-offset-move',
  text: 'UPDATE reader_offset SET next = $4 WHERE grp = $1 AND topic = $2 AND partition = $3',
};
const READ = {
  name: 'reader-offset-read',
  text: 'SELECT partition, next, cluster_id FROM reader_offset WHERE grp = $1 AND topic = $2',
};

/**
 * Locks the offset row until the transaction ends: a second owner of the partition waits here, and then finds how far
 * the first one came. A missing row is inserted with 0.
 */
export async function lockOffset(tx: PoolClient, place: ReaderPlace, clusterId: string): Promise<StoredOffset> {
  const key = [place.group, place.topic, place.partition];
  for (;;) {
    const { rows } = await tx.query<OffsetRow>({ ...LOCK, values: key });
    if (rows[0]) return toStored(rows[0]);
    await beginAt(tx, place, { next: 0, clusterId }, 'unless-stored');
  }
}

/** Stores where a partition begins. `anew`: whatever was stored. */
export async function beginAt(
  tx: PoolClient,
  { group, topic, partition }: ReaderPlace,
  { next, clusterId }: StoredOffset,
  how: 'unless-stored' | 'anew',
): Promise<void> {
  const statement = how === 'anew' ? BEGIN_ANEW : BEGIN_UNLESS_STORED;
  await tx.query({ ...statement, values: [group, topic, partition, clusterId, next] });
}

export async function moveOffset(tx: PoolClient, place: ReaderPlace, next: number): Promise<void> {
  await tx.query({ ...MOVE, values: [place.group, place.topic, place.partition, next] });
}

/** What is stored of a topic, per partition, without a lock. A partition that was never read is absent. */
export async function readOffsets(
  database: Pick<Pool, 'query'>,
  { group, topic }: Pick<ReaderPlace, 'group' | 'topic'>,
): Promise<Map<number, StoredOffset>> {
  const { rows } = await database.query<OffsetRow & { partition: number }>({ ...READ, values: [group, topic] });
  return new Map(rows.map((row) => [row.partition, toStored(row)]));
}

function toStored(row: OffsetRow): StoredOffset {
  return { next: Number(row.next), clusterId: row.cluster_id };
}
