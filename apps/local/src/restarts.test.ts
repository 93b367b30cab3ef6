import { expect, test } from 'vitest';
import { pauseBefore } from './restarts.ts';

test('pauses grow, up to half a minute, and end after the eighth failure in a row', () => {
  const pauses = Array.from({ length: 8 }, (_, index) => pauseBefore(index + 1, 'hasWorked'));
  expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16000, 30000, null]);
});

test('a part that never worked is given up after four', () => {
  expect(pauseBefore(3, 'neverWorked')).toBe(2000);
  expect(pauseBefore(4, 'neverWorked')).toBeNull();
});
