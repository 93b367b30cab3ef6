/** What this instance has read since it started. A batch that was rolled back counts twice. */
export class Counters {
  counted = 0;
  duplicates = 0;
  waited = 0;
  unusable = 0;
}
