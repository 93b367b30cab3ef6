import { inTransaction } from '@faturaviva/database';
import { ask, boundsOf, type Connection, committedOffsets, logBounds } from './connection.ts';
import type { ReadOptions } from './read-options.ts';
import { beginAt, readOffsets } from './reader-offsets.ts';

/**
 * Where a group begins that has no position: at the first fact, at the first one from an instant on, or at an offset
 * per partition (one number: in each). An offset beyond the log's end is the log's end.
 */
export type Beginning = 'beginning' | { at: string } | { offsets: number | readonly number[] };

/**
 * Per partition, where a beginning lies now. `at` is an instant of event time: the first record of that time or later,
 * so nothing from then on is missed; what lies behind it may be earlier (see `since`).
 */
export async function offsetsOf(connection: Connection, topic: string, from: Beginning): Promise<number[]> {
  const bounds = await logBounds(connection, topic);
  if (from === 'beginning') return bounds.first;
  if ('offsets' in from) {
    const { offsets } = from;
    return bounds.first.map((first, partition) => {
      const wanted = typeof offsets === 'number' ? offsets : (offsets[partition] ?? first);
      return Math.min(Math.max(wanted, first), boundsOf(bounds, partition).end);
    });
  }
  const time = Date.parse(from.at);
  const found = await ask(connection, (admin) => admin.fetchTopicOffsetsByTimestamp(topic, time));
  return found.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => Number(offset));
}

/**
 * Stores where a new group begins, for all partitions at once, so that two first members begin at the same records.
 * Answers where partitions begin of which Kafka's group knows nothing yet: there its first delivery would be the log's
 * first record, and all before `next` read only to be dropped.
 */
export async function beginGroup(
  connection: Connection,
  clusterId: string,
  { group, topic, database, from = 'beginning' }: Pick<ReadOptions, 'group' | 'topic' | 'database' | 'from'>,
): Promise<Map<number, number>> {
  const starts = new Map<number, number>();
  if (from === 'beginning') return starts;
  const place = { group, topic: topic.name };
  if ((await readOffsets(database, place)).size === 0) {
    const offsets = await offsetsOf(connection, topic.name, from);
    await inTransaction(database, async (tx) => {
      for (const [partition, next] of offsets.entries())
        await beginAt(tx, { ...place, partition }, { next, clusterId }, 'unless-stored');
    });
  }
  const [stored, committed] = [
    await readOffsets(database, place),
    await committedOffsets(connection, group, topic.name),
  ];
  for (const [partition, { next }] of stored) if (!committed.has(partition)) starts.set(partition, next);
  return starts;
}
