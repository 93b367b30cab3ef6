/** What this instance has done since it started. A batch that was rolled back counts all the same. */
export class Counters {
  facts = 0;
  cuts = 0;
  merges = 0;
  mends = 0;
  uploads = 0;
}
