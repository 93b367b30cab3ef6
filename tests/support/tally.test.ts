import { expect, test } from 'vitest';
import { judged, playwrightTally, summary, vitestTally } from './tally.ts';

const report = { numPassedTests: 2, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

test('a test file that breaks before its tests is a failure', () => {
  const broken = { status: 'failed', assertionResults: [] };
  expect(vitestTally({ ...report, testResults: [broken] })).toEqual({ passed: 2, failed: 1, skipped: 0 });
});

test('a file whose test failed is not counted twice', () => {
  const red = { status: 'failed', assertionResults: [{ status: 'failed' }] };
  expect(vitestTally({ ...report, numFailedTests: 1, testResults: [red] }).failed).toBe(1);
});

test('a browser test that needed a second try has failed', () => {
  const stats = { expected: 3, unexpected: 0, flaky: 1, skipped: 0 };
  expect(playwrightTally({ stats, errors: [] })).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

test('a suite that crashed, or ran nothing, or left no report has failed', () => {
  expect(judged({ passed: 5, failed: 0, skipped: 0 }, 1).failed).toBe(1);
  expect(judged({ passed: 0, failed: 0, skipped: 9 }, 0).failed).toBe(1);
  expect(judged(null, 0).failed).toBe(1);
  expect(judged({ passed: 5, failed: 0, skipped: 0 }, 0).failed).toBe(0);
});

test('skipped tests are named only when there are some', () => {
  expect(summary({ passed: 1, failed: 0, skipped: 0 })).toBe('1 passed, 0 failed');
  expect(summary({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
});
