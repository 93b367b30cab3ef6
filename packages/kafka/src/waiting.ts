import type { Logger } from '@faturaviva/process';
import { growingMs, reasonOf } from './patience.ts';

interface Wait {
  since: Date;
  attempts: number;
  reason: string;
}

const LONGEST_MS = 5_000;

/**
 * Partitions whose batch failed. Each is paused and then delivered again, later and later, while the others go on;
 * nothing is skipped, and kafkajs never sees the error.
 */
export class WaitingPartitions {
  readonly #waits = new Map<number, Wait>();
  readonly #topic: string;
  readonly #logger: Logger;

  constructor(topic: string, logger: Logger) {
    this.#topic = topic;
    this.#logger = logger;
  }

  add(partition: number, error: unknown, pause: () => () => void): void {
    const before = this.#waits.get(partition);
    const attempts = (before?.attempts ?? 0) + 1;
    const since = before?.since ?? new Date();
    this.#waits.set(partition, { since, attempts, reason: reasonOf(error) });
    this.#logger.error({ topic: this.#topic, partition, attempts, err: error }, 'a batch failed; its partition waits');
    const resume = pause();
    setTimeout(resume, growingMs(attempts - 1, LONGEST_MS)).unref();
  }

  has(partition: number): boolean {
    return this.#waits.has(partition);
  }

  /** The partition's batch went well, or is another member's now. */
  delete(partition: number): void {
    this.#waits.delete(partition);
  }

  /** All of them are delivered anew: whatever fails again waits again. */
  clear(): void {
    this.#waits.clear();
  }

  status(): string | null {
    if (this.#waits.size === 0) return null;
    return [...this.#waits]
      .map(
        ([partition, { since, reason }]) => `${this.#topic}/${partition} waits since ${since.toISOString()}: ${reason}`,
      )
      .join('; ');
  }
}
