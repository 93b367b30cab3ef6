import { expect, test } from 'vitest';
import { percent, shortReais } from './words.ts';

test('amounts of a scale are short, shares say when there are none', () => {
  expect(shortReais(123_456_00, 'pt-BR')).toBe('123,5\u00a0mil');
  expect(shortReais(0, 'en')).toBe('0');
  expect(percent(0.98412, 'pt-BR')).toBe('98,4%');
  expect(percent(0.00123, 'en', 2)).toBe('0.12%');
  expect(percent(null, 'en')).toBe('–');
});
