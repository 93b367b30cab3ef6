import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { PoolClient } from '@faturaviva/database';
import type { BatchRecord, Place } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import type { ActiveRules } from './active-rules.ts';
import type { Counters } from './counters.ts';
import { loadKnown } from './load-known.ts';
import { readMessage } from './read-message.ts';
import { Fold } from './rules/fold.ts';
import { model } from './scorer.ts';
import { writeDifference } from './write-difference.ts';

interface Applying {
  active: ActiveRules;
  counters: Counters;
  logger: Logger;
  /** Of a purchase whose card may still be blocked by itself. */
  maxAgeMs: number;
}

/** Folding is pure arithmetic; heartbeats need a turn now and then. */
const AT_ONCE = 500;

/**
 * Scores the new purchases of one partition, inside the transaction that also moves the partition's `next`.
 * 1. The offset row is locked by the caller: a second owner of the partition waits there, then finds its records taken.
 * 2. Facts of all types are folded in log order; `seq` alone removes duplicates.
 * 3. Scores, alerts, blocks that are to be asked for, labels, customers and sums commit together with `next`.
 */
export async function applyBatch(tx: PoolClient, records: BatchRecord[], at: Place, applying: Applying): Promise<void> {
  const { active, counters, logger, maxAgeMs } = applying;
  const messages = records.map(readMessage);
  const known = await loadKnown(tx, messages);
  const scorer = { ...(await active.read(tx)), model };
  const fold = new Fold(known, scorer, { now: Date.now(), maxAgeMs });
  for (const [index, message] of messages.entries()) {
    if (index % AT_ONCE === AT_ONCE - 1) await yieldToOthers();
    fold.take(message);
  }
  await writeDifference(tx, at.partition, fold.difference);
  const unusable = messages.filter((message) => message.kind === 'unusable');
  for (const { offset, detail } of unusable) logger.error({ ...at, offset, detail }, 'a message cannot be scored');
  counters.add(fold.difference, unusable.length);
}
