import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from '@faturaviva/database';
import { accountFacts, cardTransactions } from '@faturaviva/events';
import { type BatchRecord, type Kafka, readOffsets } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import { applyBatch } from './apply-batch.ts';
import { Counters } from './counters.ts';

/** Offset of the next fact, per partition. */
export type Offsets = ReadonlyMap<number, number>;

/** The rebuild cannot be made; the message is a sentence for whoever asked for it. */
export class CannotRebuild extends Error {
  override name = 'CannotRebuild';
}

export interface Rebuilding {
  /** Reads on until exactly these offsets are applied. @throws CannotRebuild */
  readUpTo(offsets: Offsets): Promise<void>;
  /** Mean length of what was read so far, in bytes: key, headers and value as they were written. */
  bytesPerFact(): number;
  stop(): Promise<void>;
}

export interface RebuildingOptions {
  kafka: Kafka;
  /** Of empty tables. */
  database: Pool;
  group: string;
  logger: Logger;
  /** Told every 100 ms how many facts are applied, of how many. */
  progress: (facts: number, of: number) => void;
}

const LOOK_MS = 100;
/** Without a fact for so long the reader is not slow but stuck. */
const STUCK_MS = 60_000;

export const sumOf = (offsets: Offsets): number => [...offsets.values()].reduce((sum, next) => sum + next, 0);

/** Reads the log from its first fact into empty tables, with the fold of the living service. It publishes nothing. */
export async function startRebuilding(options: RebuildingOptions): Promise<Rebuilding> {
  const { kafka, database, group, logger, progress } = options;
  const counters = new Counters();
  const bounds = new Map<number, number>();
  const measured = { records: 0, bytes: 0 };
  const reader = await kafka.read({
    group,
    topic: cardTransactions,
    types: accountFacts,
    database,
    logger,
    until: (partition) => bounds.get(partition) ?? 0,
    apply: async (tx, records, at) => {
      await applyBatch(tx, records, at, { counters, logger });
      measured.records += records.length;
      measured.bytes += records.reduce((sum, record) => sum + lengthOf(record), 0);
    },
  });

  const readUpTo = async (offsets: Offsets) => {
    for (const [partition, next] of offsets) bounds.set(partition, next);
    for (let seen = -1, since = Date.now(); ; await sleep(LOOK_MS)) {
      const reached = await offsetsIn(database, group);
      const facts = sumOf(reached);
      progress(facts, sumOf(bounds));
      if ([...offsets].every(([partition, next]) => (reached.get(partition) ?? 0) === next)) return;
      if (facts !== seen) since = Date.now();
      seen = facts;
      if (reader.halted !== null) throw new CannotRebuild(reader.halted);
      if (Date.now() - since > STUCK_MS)
        throw new CannotRebuild(`No fact was read for ${STUCK_MS / 1000} s: ${reader.status() ?? 'the log is silent'}`);
    }
  };
  return {
    readUpTo,
    bytesPerFact: () => (measured.records === 0 ? 0 : measured.bytes / measured.records),
    stop: () => reader.stop(),
  };
}

async function offsetsIn(database: Pool, group: string): Promise<Offsets> {
  const stored = await readOffsets(database, { group, topic: cardTransactions.name });
  return new Map([...stored].map(([partition, { next }]) => [partition, next]));
}

function lengthOf({ key, headers, value }: BatchRecord): number {
  const texts = [key ?? '', ...Object.entries(headers).flat()];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), value?.length ?? 0);
}
