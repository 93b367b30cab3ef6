import type { PoolClient } from '@faturaviva/database';
import type { BatchRecord, Place } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import type { Counters } from './counters.ts';
import { loadAccounts } from './load-accounts.ts';
import { readMessage } from './read-message.ts';
import { refuseTakenReferences } from './refuse-taken-references.ts';
import type { Difference } from './rules/difference.ts';
import { foldBatch } from './rules/fold-batch.ts';
import type { Message } from './rules/message.ts';
import { writeDifference } from './write-difference.ts';

/**
 * Folds the new records of one partition into the invoices, inside the transaction that also moves the partition's
 * `next`.
 * 1. The offset row is locked by the caller: a second owner of the partition waits there, then finds its records taken.
 * 2. Facts of all types are folded in log order; `seq` alone removes duplicates and shows gaps.
 * 3. What no retry mends is parked, what misses an earlier fact waits, whole, in this same transaction.
 * 4. Everything that changed commits together with `next`, or nothing does.
 */
export async function applyBatch(
  tx: PoolClient,
  records: BatchRecord[],
  at: Place,
  { counters, logger }: { counters: Counters; logger: Logger },
): Promise<void> {
  for (let begin = 0; begin < records.length; begin += MOST_AT_ONCE) {
    const messages = await refuseTakenReferences(tx, records.slice(begin, begin + MOST_AT_ONCE).map(readMessage));
    const difference = await fold(tx, messages);
    await writeDifference(tx, at.partition, difference);
    counters.add(difference);
    tell(difference, at, logger);
  }
}

/** Where it turns out that a fact may speak of a parked one, once more, knowing what else it could speak of. */
async function fold(tx: PoolClient, messages: readonly Message[]): Promise<Difference> {
  const difference = foldBatch(await loadAccounts(tx, messages), messages);
  const { lacking } = difference;
  return lacking.size === 0 ? difference : foldBatch(await loadAccounts(tx, messages, lacking), messages);
}

/** A compressed fetch may hold many times more; heartbeats and the database's patience need a pause now and then. */
const MOST_AT_ONCE = 2_000;

/** Both need a person: a gap that does not close by itself, and a message that only a repair mends. */
function tell({ waits, parked }: Difference, at: Place, logger: Logger): void {
  if (waits.size > 0) {
    const accounts = [...new Set([...waits.values()].map(({ accountId }) => accountId))];
    logger.error(
      { ...at, facts: waits.size, accounts: accounts.slice(0, 10) },
      'facts wait for an earlier one of their account',
    );
  }
  for (const { record, reason, detail, accountId, seq } of parked)
    logger.error({ ...at, offset: record.offset, reason, detail, accountId, seq }, 'message parked');
}
