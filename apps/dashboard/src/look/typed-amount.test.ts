import { expect, test } from 'vitest';
import { centsTyped } from './typed-amount.ts';

test('amounts are read as people type them', () => {
  expect(centsTyped('1.273,61')).toBe(127361);
  expect(centsTyped('R$ 1273,6')).toBe(127360);
  expect(centsTyped('1273.61')).toBe(127361);
  expect(centsTyped('1.273')).toBe(127300);
  expect(centsTyped('12')).toBe(1200);
});

test('what is no amount is not guessed', () => {
  for (const text of ['', 'abc', '12,345', '1.27,61', '-5', '1e3', '99999999999999'])
    expect(centsTyped(text)).toBeNull();
});
