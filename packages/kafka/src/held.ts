/** How often a partition that stands still is looked at again. */
const LOOK_AGAIN_MS = 100;

/** Partitions that are paused until something is true: a bound has grown, a slow pace lets them go on. */
export class HeldPartitions {
  readonly #held = new Map<number, () => void>();

  /** Reads nothing more of the partition until `mayGoOn`. */
  hold(partition: number, mayGoOn: () => boolean, pause: () => () => void): void {
    this.release(partition);
    const resume = pause();
    const timer = setInterval(() => {
      if (mayGoOn()) this.release(partition);
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
