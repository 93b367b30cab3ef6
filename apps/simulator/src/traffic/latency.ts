/** The newest measurements, and how they are spread. */
export class Latency {
  readonly #ms: number[] = [];
  readonly #size: number;
  #next = 0;

  constructor(size = 1_000) {
    this.#size = size;
  }

  add(ms: number): void {
    this.#ms[this.#next] = ms;
    this.#next = (this.#next + 1) % this.#size;
  }

  /** Milliseconds that so many of a hundred did not exceed; `null` before the first. */
  percentile(hundredths: number): number | null {
    const sorted = [...this.#ms].sort((a, b) => a - b);
    const value = sorted[Math.max(0, Math.ceil((sorted.length * hundredths) / 100) - 1)];
    return value === undefined ? null : Math.round(value * 10) / 10;
  }
}
