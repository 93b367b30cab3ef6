/**
 * At most one item per key and interval: the first goes at once, later ones wait, and of those that wait
 * only the newest goes. Nothing that is newest is ever dropped. Time is an argument, in ms.
 */
export class Coalescer<T> {
  readonly #intervalMs: number;
  readonly #compare: (a: T, b: T) => number;
  readonly #keys = new Map<string, { sentAt: number; waiting: T | undefined }>();

  constructor(intervalMs: number, compare: (a: T, b: T) => number) {
    this.#intervalMs = intervalMs;
    this.#compare = compare;
  }

  /** True when `item` goes now; otherwise the newest one comes out of `due` once its time has come. */
  offer(key: string, item: T, now: number): boolean {
    const pace = this.#keys.get(key);
    if (!pace || (pace.waiting === undefined && now - pace.sentAt >= this.#intervalMs)) {
      this.#keys.set(key, { sentAt: now, waiting: undefined });
      return true;
    }
    if (pace.waiting === undefined || this.#compare(item, pace.waiting) >= 0) pace.waiting = item;
    return false;
  }

  /** The items whose time has come. Keys that have been quiet for an interval are forgotten. */
  due(now: number): [key: string, item: T][] {
    const ready: [string, T][] = [];
    for (const [key, pace] of this.#keys) {
      if (now - pace.sentAt < this.#intervalMs) continue;
      if (pace.waiting === undefined) {
        this.#keys.delete(key);
        continue;
      }
      ready.push([key, pace.waiting]);
      this.#keys.set(key, { sentAt: now, waiting: undefined });
    }
    return ready;
  }
}
