import type { Sample } from './shapes.ts';

export interface WaitingSecond {
  /** Since the experiment began. */
  second: number;
  /** Webhooks still to be delivered, and facts still to be read, at its end. */
  waiting: number;
  lag: number;
  /** What the partner refused within it. */
  refused: number;
}

/** One row per second that was measured: of the two samples of a second the later one. */
export function secondsOf(samples: readonly Sample[]): WaitingSecond[] {
  const bySecond = new Map(samples.map((sample) => [Math.floor(sample.atMs / 1_000), sample]));
  let refusedBefore = 0;
  return [...bySecond].map(([second, { push, pull }]) => {
    const refused = push.refused - refusedBefore;
    refusedBefore = push.refused;
    return { second, waiting: push.waiting, lag: pull.lag, refused };
  });
}
