export interface PaceSettings {
  /** At most so many facts at once are handed on; `null`: all that a fetch brought of a partition. */
  batch: number | null;
  /** At most so many facts in any second, by one member of the group; `null`: as fast as it can. */
  perSecond: number | null;
  /** The broker sends at most so many bytes of a partition per fetch, and always one whole batch as it was appended. */
  fetchBytes: number;
  /** The broker waits until it has so many bytes, or `maxWaitMs` have passed: fewer, larger fetches. */
  minBytes: number;
  /** `null`: two seconds. */
  maxWaitMs: number | null;
  /** Nothing is pulled; the member stays in its group. */
  paused: boolean;
}

/** What a setting may be; a pause is none of them. */
const RANGES = {
  batch: [1, 100_000],
  perSecond: [0.1, 1_000_000],
  fetchBytes: [1_024, 10_485_760],
  minBytes: [1, 10_485_760],
  // A fetch that waits sends no sign of life: well within the session of ten seconds.
  maxWaitMs: [10, 5_000],
} as const;

const AS_EVER: PaceSettings = {
  batch: null,
  perSecond: null,
  fetchBytes: 1_048_576,
  minBytes: 1,
  maxWaitMs: null,
  paused: false,
};
const OF_FETCHES = ['fetchBytes', 'minBytes', 'maxWaitMs'] as const;

/** A setting outside its range; nothing was changed. */
export class UnfitPace extends Error {
  readonly retriable = false;
  override name = 'UnfitPace';
}

/** How a reader pulls. It may be changed while the reader runs; a new fetch size takes a new consumer, the rest does not. */
export class Pace {
  #settings: PaceSettings = AS_EVER;
  /** When the next fact may be handed on. An idle time is not made up for. */
  #due = 0;
  readonly #onFetchChange = new Set<() => void>();

  /** @throws UnfitPace */
  constructor(settings: Partial<PaceSettings> = {}) {
    this.set(settings);
  }

  get settings(): PaceSettings {
    return this.#settings;
  }

  /** @throws UnfitPace, which names the setting and its range */
  set(change: Partial<PaceSettings>): void {
    const before = this.#settings;
    const next = { ...before, ...change };
    for (const [name, [least, most]] of Object.entries(RANGES)) {
      const value = next[name as keyof typeof RANGES];
      const whole = name === 'perSecond' || value === null || Number.isInteger(value);
      if (value !== null && !(whole && value >= least && value <= most))
        throw new UnfitPace(
          `${name} must be ${name === 'perSecond' ? '' : 'a whole number '}from ${least} to ${most}.`,
        );
    }
    this.#settings = next;
    if (next.perSecond !== before.perSecond) this.#due = 0;
    if (OF_FETCHES.some((name) => next[name] !== before[name])) for (const listener of this.#onFetchChange) listener();
  }

  /** Answers how to listen no more. */
  onFetchChange(listener: () => void): () => void {
    this.#onFetchChange.add(listener);
    return () => void this.#onFetchChange.delete(listener);
  }

  /** How long until facts may be handed on: 0 now, infinite while paused. */
  waitMs(now: number): number {
    return this.#settings.paused ? Number.POSITIVE_INFINITY : Math.max(0, this.#due - now);
  }

  /** How many facts may be handed on at once: a quarter of a second's at most, so that a pace is even. */
  most(): number {
    const { batch, perSecond } = this.#settings;
    return Math.min(
      batch ?? Number.POSITIVE_INFINITY,
      Math.max(1, Math.floor((perSecond ?? Number.POSITIVE_INFINITY) / 4)),
    );
  }

  /** So many facts are handed on now. */
  take(facts: number, now: number): void {
    const { perSecond } = this.#settings;
    if (perSecond !== null) this.#due = now + (facts * 1_000) / perSecond;
  }
}
