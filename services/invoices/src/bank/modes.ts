import { z } from 'zod';

/** When the facts of an account come into force. */
export const Mode = z.enum(['live', 'every-10s', 'nightly']);
export type Mode = z.infer<typeof Mode>;

type Paced = Exclude<Mode, 'live'>;

/**
 * Up to where the log is in force, per mode and partition: three bounds over one reading. They only grow, and a night
 * takes what a moment would have taken.
 */
export class Bounds {
  readonly #ends: Record<Paced, number[]> = { 'every-10s': [], nightly: [] };

  /** Offset of the first fact whose time has not come. */
  of(mode: Mode, partition: number): number {
    return mode === 'live' ? Number.POSITIVE_INFINITY : (this.#ends[mode][partition] ?? 0);
  }

  /** Everything before these ends may come into force. */
  raise(mode: Paced, ends: readonly number[]): void {
    for (const raised of mode === 'nightly' ? (['nightly', 'every-10s'] as const) : [mode])
      for (const [partition, end] of ends.entries())
        this.#ends[raised][partition] = Math.max(end, this.#ends[raised][partition] ?? 0);
  }

  isDue(mode: Mode, { partition, offset }: { partition: number; offset: number }): boolean {
    return offset < this.of(mode, partition);
  }
}
