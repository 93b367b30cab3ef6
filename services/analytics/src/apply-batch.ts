import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { PoolClient } from '@faturaviva/database';
import type { BatchRecord, Place } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import type { Counters } from './counters.ts';
import { loadKnown } from './load-known.ts';
import { readMessage } from './read-message.ts';
import { Fold } from './rules/fold.ts';
import { takeIn } from './take-in.ts';
import { writeIncrements } from './write-increments.ts';

/** Folding is pure arithmetic; heartbeats need a turn now and then. */
const AT_ONCE = 500;

/**
 * Counts the new facts of one partition, inside the transaction that also moves the partition's `next`.
 * 1. The offset row is locked by the caller: a second owner of the partition waits there, then finds its records taken.
 * 2. The ids of the facts are taken in: what was sent twice finds its id, and is dropped.
 * 3. What is left is folded into increments; what came before its account or its purchase is kept until that comes.
 * 4. Ids, rows and sums commit together with `next`, or none of them.
 */
export async function applyBatch(
  tx: PoolClient,
  records: BatchRecord[],
  at: Place,
  { counters, logger }: { counters: Counters; logger: Logger },
): Promise<void> {
  const messages = records.map(readMessage);
  const facts = messages.flatMap((message) => (message.kind === 'fact' ? [message.fact] : []));
  const fresh = await takeIn(tx, facts);
  const fold = new Fold(await loadKnown(tx, fresh));
  for (const [index, fact] of fresh.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await yieldToOthers();
    fold.take(fact);
  }
  await writeIncrements(tx, fold.increments, { partition: at.partition, now: Date.now() });
  const unusable = messages.filter((message) => message.kind === 'unusable');
  for (const { offset, detail } of unusable) logger.error({ ...at, offset, detail }, 'a message cannot be counted');
  counters.counted += fold.increments.counted.rows.reduce((sum, { facts: counted }) => sum + counted, 0);
  counters.duplicates += facts.length - fresh.length;
  counters.waited += fold.increments.waiting.size;
  counters.unusable += unusable.length;
}
