import { expect, test } from 'vitest';
import { fractionDone, progressLine, tookLine } from './progress.ts';

const span = { from: '2018-04-01', to: '2018-04-30' };
const replay = (sent: number, reached: string | null) => ({ sent, paid: 0, reached, declined: [] });

test('time left follows the rows’ own time, or the limit when there is one', () => {
  const half = replay(12_000, '2018-04-16T03:00:00.000Z');
  expect(fractionDone({ replay: half, span, limit: Number.POSITIVE_INFINITY })).toBeCloseTo(0.5, 1);
  expect(progressLine({ replay: half, elapsedMs: 60_000, span, limit: Number.POSITIVE_INFINITY })).toMatch(
    /^\[#{12}·{12}\] {2}50 % {2}12,000 sent, 0 declined, 200\/s, \d+ (s|min \d+ s) left$/,
  );
  const limited = replay(9_000, '2018-04-01T05:00:00.000Z');
  expect(progressLine({ replay: limited, elapsedMs: 3_000, span, limit: 10_000 })).toBe(
    `[${'#'.repeat(21)}···]  90 %  9,000 sent, 0 declined, 3,000/s, 1 s left`,
  );
});

test('nothing is foretold before the first answer', () => {
  expect(progressLine({ replay: replay(0, null), elapsedMs: 0, span, limit: 10 })).toBe(
    `[${'·'.repeat(24)}]   0 %  0 sent, 0 declined, 0/s`,
  );
});

test('the end tells how long it took', () => {
  expect(tookLine(replay(156_000, '2018-04-30T03:00:00.000Z'), 65_000)).toBe('Took 1 min 5 s, 2,400/s.');
});
