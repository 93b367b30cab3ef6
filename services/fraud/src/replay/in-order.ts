/** How far apart in event time what is written together may be: an import sends many accounts side by side. */
const SLACK_MS = 24 * 3_600_000;

/**
 * Puts what comes nearly in the order of time into that order. Merged partitions are each in the order in which they
 * were written, and one that holds an early fact behind a late one of another account would give it too late. What is
 * equal in time keeps its order, so each account's facts do.
 */
export class InOrder<Fact extends { time: string }> {
  #waiting: Fact[] = [];
  #newestMs = 0;

  /** @returns what nothing that comes can be before, as long as nothing is more than a day late */
  take(facts: readonly Fact[]): Fact[] {
    for (const { time } of facts) this.#newestMs = Math.max(this.#newestMs, Date.parse(time));
    const due = new Date(this.#newestMs - SLACK_MS).toISOString();
    this.#waiting = [...this.#waiting, ...facts].sort(byTime);
    const later = this.#waiting.findIndex(({ time }) => time >= due);
    return this.#waiting.splice(0, later === -1 ? this.#waiting.length : later);
  }

  /** @returns what is left at the end */
  rest(): Fact[] {
    return this.#waiting.splice(0);
  }
}

const byTime = (a: { time: string }, b: { time: string }): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);
