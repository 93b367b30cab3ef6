/** What was taken of a record, with the place in time by which partitions are merged. */
export interface Timed<T> {
  /** Event time in ms. */
  at: number;
  item: T;
}

interface Lane<T> {
  queue: Timed<T>[];
  /** Of the queue: what was taken already. */
  taken: number;
  ended: boolean;
}

/**
 * Merges partitions by event time. Each is read in its own order; of what stands first in each, the earliest comes
 * next, the lower partition among equals. So the result depends on the log alone, not on who was read how fast.
 */
export class Merge<T> {
  readonly #lanes: Lane<T>[];

  constructor(partitions: number) {
    this.#lanes = Array.from({ length: partitions }, () => ({ queue: [], taken: 0, ended: false }));
  }

  add(partition: number, item: Timed<T>): void {
    this.#lane(partition).queue.push(item);
  }

  /** Nothing more comes of the partition. */
  end(partition: number): void {
    this.#lane(partition).ended = true;
  }

  waiting(partition: number): number {
    const { queue, taken } = this.#lane(partition);
    return queue.length - taken;
  }

  /** Whether all that will ever come was taken. */
  get done(): boolean {
    return this.#lanes.every(({ queue, taken, ended }) => ended && taken === queue.length);
  }

  /** As much as can be told at this point, at most `most`: nothing while a partition may still bring something earlier. */
  take(most: number): T[] {
    const items: T[] = [];
    while (items.length < most) {
      const lane = this.#earliest();
      const next = lane?.queue[lane.taken];
      if (!lane || !next) break;
      items.push(next.item);
      lane.taken += 1;
    }
    for (const lane of this.#lanes) {
      lane.queue = lane.queue.slice(lane.taken);
      lane.taken = 0;
    }
    return items;
  }

  #earliest(): Lane<T> | null {
    let earliest: Lane<T> | null = null;
    let at = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes) {
      const head = lane.queue[lane.taken];
      if (!head && !lane.ended) return null;
      if (head && (head.at < at || !earliest)) [earliest, at] = [lane, head.at];
    }
    return earliest;
  }

  #lane(partition: number): Lane<T> {
    const lane = this.#lanes[partition];
    if (!lane) throw new RangeError(`There is no partition ${partition}.`);
    return lane;
  }
}
