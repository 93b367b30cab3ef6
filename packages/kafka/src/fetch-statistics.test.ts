import { expect, test } from 'vitest';
import { FetchStatistics } from './fetch-statistics.ts';

test('totals count for ever, seconds for five minutes', () => {
  const statistics = new FetchStatistics();
  for (let second = 1_000; second < 2_000; second += 1) {
    statistics.fetched(100, second * 1_000);
    statistics.fetched(50, second * 1_000 + 999);
    statistics.delivered(7, second * 1_000 + 500);
  }
  expect(statistics.totals).toEqual({ fetches: 2_000, facts: 7_000, bytes: 150_000 });
  const seconds = statistics.seconds(1_999_999);
  expect(seconds).toHaveLength(300);
  expect([seconds[0]?.second, seconds.at(-1)]).toEqual([1_700, { second: 1_999, fetches: 2, facts: 7, bytes: 150 }]);
});

test('a second of five minutes ago is not taken for one of now, though it has its place', () => {
  const statistics = new FetchStatistics();
  statistics.fetched(1, 10_000);
  expect(statistics.seconds(310_000)).toEqual([]);
  statistics.fetched(2, 310_000);
  expect(statistics.seconds(310_000)).toEqual([{ second: 310, fetches: 1, facts: 0, bytes: 2 }]);
});
