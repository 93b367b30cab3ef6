import type { FetchTotals } from '@faturaviva/kafka';
import { z } from 'zod';
import type { Counters } from './counters.ts';

const Count = z.int().min(0);

/** What it took to make invoices of facts. */
export const Work = z.object({
  facts: Count.describe('Facts read, each time that they were'),
  folded: Count.describe('Of these, those that were folded into invoices'),
  transactions: Count.describe('Commits with the effects of facts'),
  rows: Count.describe('Rows written, changed or taken away, offsets left aside'),
  workMs: Count.describe('Time in folding and writing, in milliseconds'),
  fetches: Count.describe('Answers of brokers to fetch requests, empty ones too'),
  bytes: Count.describe('Of those answers'),
});
export type Work = z.infer<typeof Work>;

/** What a process has done since it started. A batch that was rolled back counts too: it was work. */
export class WorkMeter {
  readonly #counters: Counters;
  #facts = 0;
  #transactions = 0;
  #rows = 0;
  #workMs = 0;

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  /** Counts a transaction that takes in so many facts of the log. */
  async take<T>(facts: number, work: () => Promise<T>): Promise<T> {
    this.#facts += facts;
    this.#transactions += 1;
    const began = performance.now();
    try {
      return await work();
    } finally {
      this.#workMs += performance.now() - began;
    }
  }

  /** Beside those that the fold wrote. */
  wrote(rows: number): void {
    this.#rows += rows;
  }

  sum({ fetches, bytes }: FetchTotals): Work {
    return {
      facts: this.#facts,
      folded: this.#counters.folded,
      transactions: this.#transactions,
      rows: this.#counters.rows + this.#rows,
      workMs: Math.round(this.#workMs),
      fetches,
      bytes,
    };
  }
}

export function workSince(before: Work, now: Work): Work {
  const less = (name: keyof Work): number => now[name] - before[name];
  return {
    facts: less('facts'),
    folded: less('folded'),
    transactions: less('transactions'),
    rows: less('rows'),
    workMs: less('workMs'),
    fetches: less('fetches'),
    bytes: less('bytes'),
  };
}
