import { expect, test } from 'vitest';
import { rolled } from './rolled.ts';

const marks = (now: string, was: string) =>
  rolled(now, was)
    .map((cell) => cell.was ?? '.')
    .join('');

test('only digits that differ roll', () => {
  expect(marks('1.663', '1.639')).toBe('...39');
  expect(marks('14', '14')).toBe('..');
});

test('an amount that grows by a digit rolls from the right', () => {
  expect(marks('1.000', '999')).toBe('..999');
  expect(marks('999', '1.000')).toBe('000');
});
