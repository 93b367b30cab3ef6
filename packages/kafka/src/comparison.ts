import type { Consumer } from 'kafkajs';
import { commitNext } from './commit-next.ts';
import { boundsOf, clusterIdOf, committedOffsets, logBounds } from './connection.ts';
import { factsGone, otherCluster } from './halts.ts';
import { reasonOf } from './patience.ts';
import { type ReaderPlace, readOffsets, type StoredOffset } from './reader-offsets.ts';
import type { Membership, Reading } from './reading.ts';
import { type Standing, standingOf } from './standing.ts';

/** Compares the reader with the log, on joining and every 2 s: with nothing to read, no batch would tell. */
export class Comparison {
  readonly #reading: Reading;
  readonly #pulsing = new Set<number>();
  #looking: Promise<void> | null = null;
  #trouble: string | null = null;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** Why the last comparison could not be made. */
  get trouble(): string | null {
    return this.#trouble;
  }

  async ended(): Promise<void> {
    await this.#looking;
  }

  look(): void {
    const { halted, member } = this.#reading;
    if (this.#looking || halted || !member) return;
    this.#looking = this.#lookAt(member)
      .then(
        () => null,
        (error: unknown) => `cannot compare with the log: ${reasonOf(error)}`,
      )
      .then((trouble) => {
        this.#trouble = trouble;
        this.#looking = null;
      });
  }

  async #lookAt(member: Membership): Promise<void> {
    const { connection, options, topic } = this.#reading;
    const { group, database } = options;
    const clusterId = await clusterIdOf(connection);
    this.#reading.clusterId = clusterId;
    // Before anything else is asked: another cluster may not even have the topic.
    const read = await readOffsets(database, { group, topic });
    for (const [partition, stored] of read)
      if (stored.clusterId !== clusterId)
        return this.#reading.halt(otherCluster(this.#reading.place(partition), stored.clusterId, clusterId));
    const committed = member.compared ? null : await committedOffsets(connection, group, topic);
    const before = new Map(this.#reading.positions);
    const stored = await readOffsets(database, { group, topic });
    const bounds = await logBounds(connection, topic);
    for (const partition of member.partitions) {
      const groupAt = Math.max(committed?.get(partition) ?? 0, before.get(partition)?.next ?? 0);
      const view = { clusterId, stored: stored.get(partition), groupAt, ...boundsOf(bounds, partition) };
      const standing = standingOf(view);
      if (this.#reading.halted) return;
      if (standing.kind === 'fine') this.#pulse(partition, view);
      else await this.#putRight(member.consumer, this.#reading.place(partition), standing);
      if (committed && !committed.has(partition)) await this.#tellStart(member.consumer, partition);
    }
    member.compared = true;
  }

  async #putRight(
    consumer: Consumer,
    place: ReaderPlace,
    standing: Exclude<Standing, { kind: 'fine' }>,
  ): Promise<void> {
    const reading = this.#reading;
    switch (standing.kind) {
      case 'other-cluster':
        return reading.halt(otherCluster(place, standing.stored, reading.clusterId));
      case 'facts-gone':
        return reading.halt(factsGone(place, standing.next, standing.first));
      case 'log-cut':
        await reading.turns.take(place.partition, () => reading.rewindIfCut(consumer, place));
        return;
      case 'behind':
        reading.options.logger.warn(
          { ...place, next: standing.next },
          'the group is beyond the database; seeking back',
        );
        reading.positions.delete(place.partition);
        reading.seek(consumer, place.partition, standing.next);
        return;
      default:
        return standing satisfies never;
    }
  }

  /** A group that begins in the middle of the log says so, before a fact comes: else all before it would count as lag. */
  async #tellStart(consumer: Consumer, partition: number): Promise<void> {
    const { starts, turns, topic, options } = this.#reading;
    await turns.take(partition, async () => {
      const next = starts.get(partition);
      if (next !== undefined && (await commitNext(consumer, { topic, partition }, { next }, options.logger)))
        starts.delete(partition);
    });
  }

  #pulse(partition: number, { stored, end }: { stored: StoredOffset | undefined; end: number }): void {
    const { turns, waiting, positions, options } = this.#reading;
    if (this.#pulsing.has(partition)) return;
    this.#pulsing.add(partition);
    const sent = turns.take(partition, async () => {
      if (waiting.has(partition) || !this.#reading.owns(partition)) return;
      const next = Math.max(stored?.next ?? 0, positions.get(partition)?.next ?? 0);
      const position = { next, logEnd: Math.max(end, next) };
      positions.set(partition, position);
      await options.pulse?.({ partition, ...position });
    });
    void sent
      .catch((error: unknown) => options.logger.warn({ partition, reason: reasonOf(error) }, 'a pulse was not sent'))
      .finally(() => this.#pulsing.delete(partition));
  }
}
