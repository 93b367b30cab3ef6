import type { BatchRecord } from './records.ts';

type Until = (partition: number) => number;

/** Up to where a reader may read. */
export class Bound {
  readonly #until: Until;

  constructor(until: Until = () => Number.POSITIVE_INFINITY) {
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
}
