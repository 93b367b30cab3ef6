import type { Difference } from './rules/difference.ts';

/** What this instance has read since it started. A batch that was rolled back after its fold counts twice. */
export class Counters {
  folded = 0;
  duplicates = 0;
  parked = 0;
  readonly unknown = new Map<string, number>();

  add({ applied, duplicates, parked, unknown }: Difference): void {
    this.folded += applied.length;
    this.duplicates += duplicates;
    this.parked += parked.length;
    for (const [type, count] of unknown) this.unknown.set(type, (this.unknown.get(type) ?? 0) + count);
  }
}
