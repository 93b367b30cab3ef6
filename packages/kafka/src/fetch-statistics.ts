export interface FetchTotals {
  /** Answers of brokers to fetch requests, empty ones too. */
  fetches: number;
  /** Delivered by them: what was read again counts again. */
  facts: number;
  /** Of those answers, as they came over the network: compressed, and with all that Kafka writes around facts. */
  bytes: number;
}

/** What came in one second. */
export interface FetchSecond extends FetchTotals {
  /** Seconds since 1970. */
  second: number;
}

const KEPT_SECONDS = 300;

/** What a reader's fetches cost, since it started and per second of the last five minutes. */
export class FetchStatistics {
  readonly totals: FetchTotals = { fetches: 0, facts: 0, bytes: 0 };
  /** By second, each in its place: whoever comes 300 s later takes it over. */
  readonly #ring = Array.from({ length: KEPT_SECONDS }, (): FetchSecond | undefined => undefined);

  fetched(bytes: number, now = Date.now()): void {
    this.#add({ fetches: 1, bytes, facts: 0 }, now);
  }

  delivered(facts: number, now = Date.now()): void {
    this.#add({ fetches: 0, bytes: 0, facts }, now);
  }

  /** The seconds in which something came, oldest first; of the last five minutes at most. */
  seconds(now = Date.now()): FetchSecond[] {
    const oldest = Math.floor(now / 1_000) - KEPT_SECONDS;
    return this.#ring
      .filter((entry) => entry !== undefined && entry.second > oldest)
      .map((entry) => ({ ...(entry as FetchSecond) }))
      .toSorted((a, b) => a.second - b.second);
  }

  #add(more: FetchTotals, now: number): void {
    const second = Math.floor(now / 1_000);
    const place = second % KEPT_SECONDS;
    let entry = this.#ring[place];
    if (entry?.second !== second) {
      entry = { second, fetches: 0, facts: 0, bytes: 0 };
      this.#ring[place] = entry;
    }
    for (const sum of [this.totals, entry]) {
      sum.fetches += more.fetches;
      sum.facts += more.facts;
      sum.bytes += more.bytes;
    }
  }
}
