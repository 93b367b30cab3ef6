import { expect, test } from 'vitest';
import { Health } from './health.ts';

test('a process is ready when every check is fine', async () => {
  const health = new Health();
  health.set('database', () => null);
  expect(await health.report()).toEqual({ ready: true, checks: [{ name: 'database', ok: true }] });
});

test('a check that fails or throws says why', async () => {
  const health = new Health();
  health.set('kafka', () => 'the broker does not answer');
  health.set('database', () => Promise.reject(new Error('connection refused')));
  expect(await health.report()).toEqual({
    ready: false,
    checks: [
      { name: 'kafka', ok: false, reason: 'the broker does not answer' },
      { name: 'database', ok: false, reason: 'connection refused' },
    ],
  });
});
