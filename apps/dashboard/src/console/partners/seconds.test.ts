import { expect, test } from 'vitest';
import { secondsOf } from './seconds.ts';
import type { Sample } from './shapes.ts';

const sample = (atMs: number, waiting: number, refused: number, lag: number): Sample => ({
  atMs,
  arrived: 0,
  push: { attempts: 0, retries: 0, timeouts: 0, waiting, received: 0, duplicates: 0, refused, outOfOrder: 0, lost: 0 },
  pull: { received: 0, duplicates: 0, batches: 0, lag, outOfOrder: 0 },
});

test('of each second the last sample, refusals as what came since the one before', () => {
  const samples = [sample(400, 5, 1, 2), sample(900, 8, 3, 4), sample(1_400, 9, 3, 6), sample(3_100, 0, 10, 0)];
  expect(secondsOf(samples)).toEqual([
    { second: 0, waiting: 8, lag: 4, refused: 3 },
    { second: 1, waiting: 9, lag: 6, refused: 0 },
    { second: 3, waiting: 0, lag: 0, refused: 7 },
  ]);
  expect(secondsOf([])).toEqual([]);
});
