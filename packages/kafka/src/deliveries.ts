import { failpoint } from '@faturaviva/process';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { atPace } from './at-pace.ts';
import { Bound } from './bound.ts';
import { commitNext } from './commit-next.ts';
import { logBounds } from './connection.ts';
import { factsGone, otherCluster } from './halts.ts';
import { isRebalance, whileAlive } from './keep-alive.ts';
import { Pace } from './pace.ts';
import { reasonOf } from './patience.ts';
import type { ReadOptions } from './read-options.ts';
import { type ReaderPlace, readOffsets } from './reader-offsets.ts';
import type { Reading } from './reading.ts';
import { type BatchRecord, type Place, toRecord } from './records.ts';
import { takeBatch } from './take-batch.ts';
import { UnknownTypes } from './unknown-types.ts';

/** Takes what Kafka delivers into the database, piece by piece at the reader's pace, and publishes it. */
export class Deliveries {
  readonly unknown: UnknownTypes;
  readonly #reading: Reading;
  readonly #options: ReadOptions;
  readonly #bound: Bound;
  readonly #pace: Pace;
  readonly #holdMs: () => number;

  constructor(reading: Reading, holdMs: () => number) {
    const { options } = reading;
    this.#reading = reading;
    this.#options = options;
    this.#bound = new Bound((partition) => options.until?.(partition) ?? Number.POSITIVE_INFINITY);
    this.#pace = options.pace ?? new Pace();
    this.#holdMs = holdMs;
    this.unknown = new UnknownTypes(options.types);
  }

  /** Never throws: kafkajs ends a consumer for good over it. */
  async take(consumer: Consumer, payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const at = { topic: batch.topic, partition: batch.partition };
    const delivered = batch.messages.map((message) => toRecord(at, message));
    const records = this.#bound.within(at.partition, delivered);
    const leftOut = delivered[records.length];
    const { turns, held, wanted } = this.#reading;
    const handOn = (piece: BatchRecord[]) =>
      turns.take(at.partition, () => this.#attempt(at, payload, () => this.#handle(consumer, at, piece, payload)));
    const pacing = { pace: this.#pace, held, holdMs: this.#holdMs(), wanted, handOn };
    const ending = () => this.#reading.rebalancing || !payload.isRunning();
    await whileAlive(
      () => this.#heartbeat(payload),
      async () => {
        const done = await atPace(payload, records, pacing, ending);
        if (!done || !leftOut) return;
        const stand = () => this.#standAt(consumer, leftOut, () => payload.pause()).then(() => true);
        await turns.take(at.partition, () => this.#attempt(at, payload, stand));
      },
    );
  }

  async #heartbeat(payload: EachBatchPayload): Promise<void> {
    try {
      await payload.heartbeat();
    } catch (error) {
      if (isRebalance(error)) this.#reading.rebalancing = true;
      throw error;
    }
  }

  /** What fails makes its partition wait, unless that is another member's by now. */
  async #attempt(at: Place, payload: EachBatchPayload, work: () => Promise<boolean>): Promise<boolean> {
    const reading = this.#reading;
    if (reading.halted) return false;
    try {
      const done = await work();
      reading.waiting.delete(at.partition);
      return done;
    } catch (error) {
      if (reading.owns(at.partition)) reading.waiting.add(at.partition, error, () => payload.pause());
      else this.#options.logger.info({ ...at, reason: reasonOf(error) }, 'a batch failed; another member has it');
      return false;
    }
  }

  /** Whether the batch is done; if not, it is not resolved, and Kafka delivers what belongs there. */
  async #handle(
    consumer: Consumer,
    at: Place,
    delivered: BatchRecord[],
    { batch }: EachBatchPayload,
  ): Promise<boolean> {
    const reading = this.#reading;
    const { wanted, clusterId } = reading;
    const place = reading.place(at.partition);
    const logEnd = Number(batch.highWatermark);
    const taken = await takeBatch({ ...this.#options, place, clusterId, wanted }, delivered);
    const records = delivered.filter(wanted);
    switch (taken.kind) {
      case 'other-cluster':
        reading.halt(otherCluster(place, taken.stored, clusterId));
        return false;
      case 'beyond':
        await this.#goBack(consumer, place, taken.next);
        return false;
      case 'taken':
        // An older fetch may end before `next` because another owner came further; only the log itself can tell.
        if (taken.next > logEnd && (await reading.rewindIfCut(consumer, place))) return false;
        failpoint('reader.after-commit');
        this.#count(records, taken);
        if (reading.owns(at.partition)) reading.positions.set(at.partition, { next: taken.next, logEnd });
        await this.#options.publish?.(records, at);
        failpoint('reader.after-publish');
        await this.#commit(consumer, at, delivered);
        failpoint('reader.after-group-commit');
        return true;
      default:
        return taken satisfies never;
    }
  }

  /** At the bound the partition is paused; where the database is still behind it, that is read first. */
  async #standAt(consumer: Consumer, leftOut: BatchRecord, pause: () => () => void): Promise<void> {
    const place = this.#reading.place(leftOut.partition);
    const { partition } = place;
    const next = (await readOffsets(this.#options.database, place)).get(partition)?.next ?? 0;
    if (next < leftOut.offset && this.#bound.allows(partition, next)) await this.#goBack(consumer, place, next);
    else this.#reading.held.hold(partition, () => this.#bound.allows(partition, leftOut.offset), pause);
  }

  async #goBack(consumer: Consumer, place: ReaderPlace, next: number): Promise<void> {
    const { connection, topic, counters } = this.#reading;
    counters.beyond += 1;
    const { first } = await logBounds(connection, topic);
    const begin = first[place.partition] ?? 0;
    if (begin > next) return this.#reading.halt(factsGone(place, next, begin));
    this.#options.logger.info({ ...place, next }, 'a batch begins beyond the next record to apply; reading that first');
    this.#reading.seek(consumer, place.partition, next);
  }

  async #commit(consumer: Consumer, at: Place, records: BatchRecord[]): Promise<void> {
    const next = (records.at(-1)?.offset ?? -1) + 1;
    const took = await commitNext(consumer, at, { next }, this.#options.logger);
    if (took) this.#reading.starts.delete(at.partition);
    else this.#reading.counters.commitFailures += 1;
  }

  #count(records: BatchRecord[], { applied, skipped }: { applied: BatchRecord[]; skipped: number }): void {
    const { counters } = this.#reading;
    counters.batches += 1;
    counters.applied += applied.length;
    counters.skipped += skipped;
    counters.dropped += records.length - applied.length;
    this.unknown.add(applied);
  }
}
