const CATCH_UP_MS = 100;

/** Spreads events evenly over time. `perSecond` may be changed at any time; `Infinity` never waits, 0 waits for ever. */
export class Pacer {
  #perSecond: number;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  get perSecond(): number {
    return this.#perSecond;
  }

  set perSecond(value: number) {
    this.#perSecond = value;
    this.#nextMs = Number.NEGATIVE_INFINITY;
  }

  /** How long the next event has to wait, seen from `nowMs`. */
  waitMs(nowMs: number): number {
    if (this.#perSecond === 0) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#nextMs - nowMs);
  }

  /** The event happens. A late timer is made up for, a stall is not. */
  happened(nowMs: number): void {
    const due = this.#nextMs < nowMs - CATCH_UP_MS ? nowMs : this.#nextMs;
    this.#nextMs = due + 1000 / this.#perSecond;
  }
}
