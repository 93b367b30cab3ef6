import type { Difference } from './rules/difference.ts';

/** What this instance has read since it started. A batch that was rolled back after its fold counts twice. */
export class Counters {
  scored = 0;
  flagged = 0;
  duplicates = 0;
  holes = 0;
  unusable = 0;

  add({ scored, duplicates, holes }: Difference, unusable: number): void {
    this.scored += scored.length;
    this.flagged += scored.filter(({ score }) => score.flagged).length;
    this.duplicates += duplicates;
    this.holes += holes;
    this.unusable += unusable;
  }
}
