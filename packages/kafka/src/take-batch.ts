import { inTransaction, type Pool, type PoolClient } from '@faturaviva/database';
import { failpoint } from '@faturaviva/process';
import { lockOffset, moveOffset, type ReaderPlace } from './reader-offsets.ts';
import type { BatchRecord, Place } from './records.ts';
import { judgeBatch, type Verdict } from './standing.ts';

/** Writes the effects of records that were never applied before, in log order, inside the reader's transaction. */
export type Apply = (tx: PoolClient, records: BatchRecord[], at: Place) => Promise<void>;

export interface BatchTaking {
  database: Pool;
  place: ReaderPlace;
  clusterId: string;
  apply: Apply;
  /** Which records the reader has chosen; absent: all. */
  wanted?: (record: BatchRecord) => boolean;
}

export type Taken =
  | Exclude<Verdict, { kind: 'take' }>
  | { kind: 'taken'; next: number; applied: BatchRecord[]; skipped: number };

/**
 * 1. The offset row is locked first: of two owners of a partition the second waits here, and finds its records taken.
 * 2. A batch that begins beyond `next` changes nothing: what lies between must be read before it.
 * 3. Records below `next` are dropped: they were applied.
 * 4. The effects of the others and the new `next` commit together, so a redelivery finds either all or nothing. What
 *    is passed over by choice moves `next` and has no effect.
 */
export async function takeBatch(taking: BatchTaking, records: BatchRecord[]): Promise<Taken> {
  const { database, place, clusterId, apply, wanted = () => true } = taking;
  const first = records[0]?.offset ?? 0;
  const after = (records.at(-1)?.offset ?? -1) + 1;
  return inTransaction(database, async (tx): Promise<Taken> => {
    const verdict = judgeBatch(await lockOffset(tx, place, clusterId), clusterId, first);
    if (verdict.kind !== 'take') return verdict;
    const fresh = records.filter(({ offset }) => offset >= verdict.next);
    if (fresh.length === 0) return { kind: 'taken', next: verdict.next, applied: [], skipped: 0 };
    const applied = fresh.filter((record) => wanted(record));
    if (applied.length > 0) await apply(tx, applied, { topic: place.topic, partition: place.partition });
    await moveOffset(tx, place, after);
    failpoint('reader.before-commit');
    return { kind: 'taken', next: after, applied, skipped: fresh.length - applied.length };
  });
}
