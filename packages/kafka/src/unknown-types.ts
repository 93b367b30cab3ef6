import type { BatchRecord } from './records.ts';

/** Names of unknown types come from outside; more than these are counted together. */
const MOST_TYPE_NAMES = 100;

/** How many records came of types that are not among the known ones. */
export class UnknownTypes {
  readonly counts = new Map<string, number>();
  readonly #known: Set<string> | null;

  constructor(known: readonly { type: string }[] | undefined) {
    this.#known = known ? new Set(known.map(({ type }) => type)) : null;
  }

  add(records: BatchRecord[]): void {
    for (const { headers } of records) {
      const type = headers['ce_type'];
      if (type === undefined || !this.#known || this.#known.has(type)) continue;
      const name = this.counts.has(type) || this.counts.size < MOST_TYPE_NAMES ? type : 'others';
      this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    }
  }
}
