import type { PoolClient } from '@faturaviva/database';
import type { BatchRecord, Place } from '@faturaviva/kafka';
import { failpoint } from '@faturaviva/process';
import type { Counters } from './counters.ts';
import { addToCheckpoints, noteCut, reached } from './cut-store.ts';
import { CUT_SIZE, cutStart, type Range } from './rules/names.ts';
import type { Vocabulary } from './rules/row.ts';
import { byCheckpoint } from './rules/tally.ts';
import { dropTail, keepInTail, readTail } from './tail-store.ts';
import type { CutWriter } from './write-cut.ts';

/** Reader and lake do not stand at the same offset: the log was cut, or tables were restored. `mend` puts it right. */
export class OutOfStep extends Error {
  override name = 'OutOfStep';
}

export interface Lake {
  group: string;
  vocabulary: Vocabulary;
  cuts: CutWriter;
  counters: Counters;
}

/**
 * Keeps the new records of one partition, inside the transaction that also moves the partition's `next`.
 * 1. The offset row is locked by the caller: a second owner of the partition waits there, then finds its records taken.
 * 2. A cut that these records complete is written to the folder, whole, before the transaction commits. A crash before
 *    COMMIT leaves the folder ahead of the tables: the same records come again and make the same files.
 * 3. What no cut takes yet stays in the table `tail`, what one took leaves it, both with this COMMIT.
 */
export async function applyBatch(tx: PoolClient, records: BatchRecord[], at: Place, lake: Lake): Promise<void> {
  const { next, kept } = await reached(tx, lake.group, at);
  if (next !== kept) throw new OutOfStep(`the reader stands at ${next} and the lake ends at ${kept}`);
  const rows = records.map((record) => lake.vocabulary.rowOf(record));
  await addToCheckpoints(tx, at, byCheckpoint(rows));
  const end = (records.at(-1)?.offset ?? -1) + 1;
  let [from, left] = [cutStart(next), 0];
  for (; from + CUT_SIZE <= end; from += CUT_SIZE) {
    const range: Range = { ...at, first: from, next: from + CUT_SIZE };
    const upTo = rows.findIndex(({ offset }) => offset >= range.next);
    const own = rows.slice(left, upTo === -1 ? rows.length : upTo);
    left += own.length;
    const earlier = from < next ? await readTail(tx, at) : [];
    const whole = [...earlier.map((record) => lake.vocabulary.rowOf(record)), ...own];
    await noteCut(tx, await lake.cuts.write(range, whole));
    if (earlier.length > 0) await dropTail(tx, at);
    lake.counters.cuts += 1;
    failpoint('lake.before-commit');
  }
  await keepInTail(tx, at, records.slice(left));
  lake.counters.facts += records.length;
}
