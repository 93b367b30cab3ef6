import { setTimeout as sleep } from 'node:timers/promises';

/** A fact that somebody sends it. */
export interface Offer {
  id: string;
  accountId: string;
  seq: number;
}

export interface Pace {
  capacityPerSecond: number;
  /** How many may wait before it refuses. */
  queue: number;
  outage: { afterMs: number; lastsMs: number };
}

/**
 * A partner's system that takes one fact after the other, each for its share of a second. What comes while its queue
 * is full it refuses; while it is away it refuses everything.
 */
export class SlowPartner {
  readonly #pace: Pace;
  readonly #began = Date.now();
  readonly #newest = new Map<string, number>();
  readonly #offered = new Set<Offer>();
  #turn: Promise<unknown> = Promise.resolve();
  taken = 0;
  refused = 0;
  /** Facts that came after a later one of their account had been taken. */
  outOfOrder = 0;

  constructor(pace: Pace) {
    this.#pace = pace;
  }

  get away(): boolean {
    const { afterMs, lastsMs } = this.#pace.outage;
    const elapsed = Date.now() - this.#began;
    return lastsMs > 0 && elapsed >= afterMs && elapsed < afterMs + lastsMs;
  }

  /** Facts that were offered, not refused and not taken in yet, whether or not anybody still waits for the answer. */
  get inHand(): string[] {
    return [...this.#offered].map(({ id }) => id);
  }

  /** `false`: refused, for it is away or its queue is full. */
  async offer({ id, accountId, seq }: Offer, takeIn: () => Promise<void>): Promise<boolean> {
    if (this.away || this.#offered.size > this.#pace.queue) {
      this.refused += 1;
      return false;
    }
    const offer = { id, accountId, seq };
    this.#offered.add(offer);
    try {
      await this.work(accountId, seq, takeIn);
      return true;
    } finally {
      this.#offered.delete(offer);
    }
  }

  /** Takes in one fact when its turn comes; for a partner that asked for it. */
  work(accountId: string, seq: number, takeIn: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(async () => {
      while (this.away) await sleep(50);
      const [due] = await Promise.all([sleep(1_000 / this.#pace.capacityPerSecond), takeIn()]);
      if (seq < (this.#newest.get(accountId) ?? 0)) this.outOfOrder += 1;
      else this.#newest.set(accountId, seq);
      this.taken += 1;
      return due;
    });
    this.#turn = done.catch(() => undefined);
    return done;
  }
}
