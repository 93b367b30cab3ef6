import type { Pool } from '@faturaviva/database';
import type { TopicDefinition } from '@faturaviva/events';
import type { Logger } from '@faturaviva/process';
import type { Beginning } from './beginning.ts';
import type { Choice } from './choice.ts';
import type { Pace } from './pace.ts';
import type { BatchRecord, Place } from './records.ts';
import type { Apply } from './take-batch.ts';

export interface ReadingPosition {
  /** Offset of the next record to apply. */
  next: number;
  /** Offset of the next record to be appended. */
  logEnd: number;
}

export interface ReadOptions extends Choice {
  group: string;
  topic: TopicDefinition;
  /** Its role's search path finds `reader_offset`; its connections have `idle_in_transaction_session_timeout` set. */
  database: Pool;
  logger: Logger;
  /** Inside the transaction that moves `next`. Gets only new records, in log order. Throwing makes the partition wait. */
  apply: Apply;
  /**
   * After COMMIT, with all records of the batch, dropped ones too: what a crash kept from being published is published
   * when the batch comes again. Throwing makes the partition wait.
   */
  publish?(records: BatchRecord[], at: Place): Promise<void>;
  /** Every 2 s for each owned partition, after that partition's publish; never while its batch waits. */
  pulse?(position: ReadingPosition & { partition: number }): Promise<void>;
  /** Types that `apply` knows; new records of others are counted in `unknownTypes`. */
  types?: readonly { type: string }[];
  /**
   * A bound per partition: records at this offset or beyond it are neither applied nor committed. Asked anew with each
   * batch, and again and again while a partition stands at its bound; it may only grow. Absent: read on for ever.
   */
  until?(partition: number): number;
  /**
   * Where a group begins that has no stored position; one that has goes on where it stood. Absent: at the first fact.
   * From an instant on, late facts of before it come too, unless `since` names that instant.
   */
  from?: Beginning;
  /** How it pulls; absent: as fast as it can. */
  pace?: Pace;
}

/** What a reader has met since it started. */
export interface ReaderCounters {
  batches: number;
  applied: number;
  /** Delivered again, or to a second owner. */
  dropped: number;
  /** Passed over by choice: of a skipped type, or from before `since`. */
  skipped: number;
  /** Batches that began beyond `next`. */
  beyond: number;
  /** Times that the log ended before `next`. */
  rewinds: number;
  commitFailures: number;
}
