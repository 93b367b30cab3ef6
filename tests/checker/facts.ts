import { cardTransactions } from '@faturaviva/events';
import { partitionOf } from '@faturaviva/kafka';
import type { Comparison } from './findings.ts';
import type { LogRecord, Observed } from './observed.ts';

/** The log without its repetitions. */
export interface Facts {
  /** Each fact once, at its first place. */
  all: LogRecord[];
  /** Per account, in the order of `seq`. */
  bySeq: Map<string, LogRecord[]>;
  at(partition: number, offset: number): LogRecord | undefined;
}

const place = (partition: number, offset: number): string => `${partition}/${offset}`;

/** Reads the log as a reader would, and says where an account's facts are not 1, 2, 3 … */
export function checkLog({ log, unreadable }: Observed, told: Comparison): Facts {
  told.count('records on the log', log.length);
  for (const { partition, offset, detail } of unreadable)
    told.find('unreadable', `partition ${partition}, offset ${offset}: ${detail}`);
  const inOrder = log.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
  const all: LogRecord[] = [];
  const bySeq = new Map<string, LogRecord[]>();
  for (const [accountId, records] of Map.groupBy(inOrder, ({ fact }) => fact.accountId)) {
    const first = firstOccurrences(accountId, records, told);
    all.push(...first);
    bySeq.set(
      accountId,
      first.toSorted((a, b) => a.fact.seq - b.fact.seq),
    );
  }
  for (const [accountId, facts] of bySeq) checkSequence(accountId, facts, told);
  const places = new Map(log.map((record) => [place(record.partition, record.offset), record]));
  return { all, bySeq, at: (partition, offset) => places.get(place(partition, offset)) };
}

/** A relay may send a fact twice, the same one. A repair comes late by its nature, and is not an occurrence of its own. */
function firstOccurrences(accountId: string, records: LogRecord[], told: Comparison): LogRecord[] {
  const first = new Map<number, LogRecord>();
  let newest = 0;
  for (const record of records) {
    const { fact, hash, partition, offset } = record;
    if (fact.repairs !== undefined) {
      told.count('repairs on the log');
      continue;
    }
    told.expect(
      'records in the partition of their account',
      partition === partitionOf(accountId, cardTransactions.partitions),
      'wrong-partition',
      () => `account ${accountId}, seq ${fact.seq} lies in partition ${partition}`,
    );
    const known = first.get(fact.seq);
    if (known) {
      told.expect(
        'repeated records, each the same bytes as before',
        known.hash === hash && known.fact.id === fact.id,
        'other-bytes',
        () => `account ${accountId}, seq ${fact.seq} says something else at ${place(partition, offset)}`,
      );
      continue;
    }
    if (fact.seq < newest)
      told.find('inversion', `account ${accountId}: seq ${fact.seq} first appears behind seq ${newest}`);
    newest = Math.max(newest, fact.seq);
    first.set(fact.seq, record);
  }
  return [...first.values()];
}

function checkSequence(accountId: string, facts: LogRecord[], told: Comparison): void {
  let before: LogRecord['fact'] | null = null;
  for (const { fact } of facts) {
    const expected: number = (before?.seq ?? 0) + 1;
    told.expect(
      'seqs without a gap and in order',
      fact.seq === expected,
      'gap',
      () => `account ${accountId}: seq ${expected} is missing before ${fact.seq}`,
    );
    if (before && fact.time < before.time)
      told.find('time-backwards', `account ${accountId}: seq ${fact.seq} was posted before seq ${before.seq}`);
    if (before && fact.cycle < before.cycle)
      told.find('time-backwards', `account ${accountId}: seq ${fact.seq} is of cycle ${fact.cycle}`);
    before = fact;
  }
}
