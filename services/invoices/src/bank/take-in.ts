import { inTransaction, type Pool, type PoolClient, pgArray } from '@faturaviva/database';
import { cardTransactions } from '@faturaviva/events';
import type { BatchRecord, Place } from '@faturaviva/kafka';
import { failpoint, type Logger } from '@faturaviva/process';
import { applyBatch } from '../apply-batch.ts';
import type { Counters } from '../counters.ts';
import { accountOf } from '../read-results.ts';
import type { WorkMeter } from '../work.ts';
import { layBy, takeDue, takeOf } from './laid-by.ts';
import { type Bounds, Mode } from './modes.ts';

export interface Folding {
  bounds: Bounds;
  meter: WorkMeter;
  counters: Counters;
  logger: Logger;
}

export const GROUP = 'batch-bank';
const MOST_AT_ONCE = 2_000;

/**
 * Takes in what was read of a partition, inside the transaction that moves its `next`. The fold is that of the
 * invoices.
 * 1. Facts whose time has come by their account's mode are folded; what was laid by of the same accounts is folded
 *    before them, so that an account's facts are folded in log order whatever modes it had.
 * 2. The others are laid by. A fact is folded, or lies there, never both: rows go and effects come in one transaction.
 * 3. What names no account is nobody's to wait for: it is parked at once, as the invoices do.
 */
export async function takeIn(tx: PoolClient, records: BatchRecord[], at: Place, folding: Folding): Promise<void> {
  const { bounds, meter } = folding;
  await meter.take(records.length, async () => {
    const owned = records.map((record) => ({ record, accountId: nameOf(record) }));
    const modes = await modesOf(tx, [...new Set(owned.flatMap(({ accountId }) => accountId ?? []))]);
    const isDue = (record: BatchRecord, accountId: string) => bounds.isDue(modes.get(accountId) ?? 'nightly', record);
    const early = owned.flatMap(({ record, accountId }) =>
      accountId !== null && !isDue(record, accountId) ? [{ record, accountId }] : [],
    );
    const waits = new Set(early.map(({ record }) => record));
    const due = owned.filter(({ record }) => !waits.has(record));
    const before = await takeOf(tx, at.partition, [...new Set(due.flatMap(({ accountId }) => accountId ?? []))]);
    await applyBatch(tx, [...before, ...due.map(({ record }) => record)], at, folding);
    await layBy(tx, at.partition, early);
    meter.wrote(before.length + early.length);
  });
}

const nameOf = (record: BatchRecord): string | null => {
  const account = accountOf(record);
  return typeof account === 'string' ? account : null;
};

async function modesOf(tx: PoolClient, accounts: readonly string[]): Promise<Map<string, Mode>> {
  const { rows } = await tx.query<{ accountId: string; mode: string }>(
    'SELECT account_id AS "accountId", mode FROM consolidation WHERE account_id = ANY($1::uuid[])',
    [pgArray(accounts)],
  );
  return new Map(rows.map(({ accountId, mode }) => [accountId, Mode.parse(mode)]));
}

const LAID = 'SELECT DISTINCT partition FROM laid_by ORDER BY partition';
const LOCK = `SELECT FROM reader_offset WHERE grp = '${GROUP}' AND topic = $1 AND partition = $2 FOR UPDATE`;

/** Folds what was laid by and is due by now, of all partitions. */
export async function takeUp(database: Pool, folding: Folding): Promise<void> {
  const { rows } = await database.query<{ partition: number }>(LAID);
  for (const { partition } of rows) while ((await takeUpSome(database, partition, folding)) === MOST_AT_ONCE);
}

/** Under the partition's offset row, as a reading is: of the two one waits, and finds what the other has left. */
async function takeUpSome(database: Pool, partition: number, folding: Folding): Promise<number> {
  const { bounds, meter } = folding;
  const at = { topic: cardTransactions.name, partition };
  const taken = await inTransaction(database, async (tx) => {
    await tx.query(LOCK, [at.topic, partition]);
    const records = await takeDue(tx, partition, bounds, MOST_AT_ONCE);
    if (records.length === 0) return 0;
    await meter.take(0, async () => {
      await applyBatch(tx, records, at, folding);
      meter.wrote(records.length);
    });
    failpoint('reader.before-commit');
    return records.length;
  });
  if (taken > 0) failpoint('reader.after-commit');
  return taken;
}
