import type { BatchRecord } from './records.ts';

/** How often a partition at its bound is looked at again. */
const LOOK_AGAIN_MS = 100;

type Until = (partition: number) => number;

/** Partitions that stand at the bound a reader was given. Each is paused until its bound has grown. */
export class Bound {
  readonly #until: Until;
  readonly #held = new Map<number, () => void>();

  constructor(until: Until) {
    this.#until = until;
  }

  /** The records that may be applied: those before the bound. */
  within(partition: number, records: BatchRecord[]): BatchRecord[] {
    const until = this.#until(partition);
    return (records.at(-1)?.offset ?? -1) < until ? records : records.filter(({ offset }) => offset < until);
  }

  allows(partition: number, offset: number): boolean {
    return offset < this.#until(partition);
  }

  /** Reads nothing more of the partition until `next`, the first record that was left out, lies before the bound. */
  hold(partition: number, next: number, pause: () => () => void): void {
    this.release(partition);
    const resume = pause();
    const timer = setInterval(() => {
      if (this.allows(partition, next)) this.release(partition);
    }, LOOK_AGAIN_MS);
    timer.unref();
    this.#held.set(partition, () => {
      clearInterval(timer);
      resume();
    });
  }

  /** The partition goes on, or is another member's now. */
  release(partition: number): void {
    this.#held.get(partition)?.();
    this.#held.delete(partition);
  }

  releaseAll(): void {
    for (const partition of [...this.#held.keys()]) this.release(partition);
  }
}
