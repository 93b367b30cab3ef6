import { expect, test } from 'vitest';
import type { Unit } from './shapes.ts';
import { decimalTyped, scoreText, typedOf, valueSaid, valueTyped } from './values.ts';

test.each<[Unit, number, string]>([
  ['cents', 123_456, '1.234,56'],
  ['share', 0.125, '12,5'],
  ['times', 1.75, '1,75'],
  ['days', -1, '-1'],
  ['count', 12_000, '12000'],
])('what is typed for %s is read back as it was', (unit, value, typed) => {
  expect(typedOf(unit, value, 'pt-BR')).toBe(typed);
  expect(valueTyped(unit, typed)).toBe(value);
  expect(valueTyped(unit, typedOf(unit, value, 'en'))).toBe(value);
});

test('what is no number is none, and never zero', () => {
  for (const typed of ['', 'x', '1.2.3', '1e5', '--1']) expect(decimalTyped(typed)).toBeNaN();
  expect(valueTyped('cents', 'muito')).toBeNaN();
  expect(JSON.stringify({ score: decimalTyped('') })).toBe('{"score":null}');
});

test('what is not written yet is said as such in every unit', () => {
  for (const unit of ['cents', 'count', 'days', 'flag', 'hour', 'number', 'seconds', 'share', 'times'] as const)
    expect(valueSaid(unit, Number.NaN, 'pt-BR')).toEqual({ text: '…' });
  expect(scoreText(Number.NaN, 'pt-BR')).toBe('…');
});

test('values are said in the unit they are counted in', () => {
  expect(valueSaid('cents', 100_000.4, 'en')).toEqual({ text: 'R$\u00a01.000,00' });
  expect(valueSaid('flag', 1, 'en')).toEqual({ words: 'yes' });
  expect(valueSaid('days', -1, 'en')).toEqual({ words: 'never' });
  expect(valueSaid('count', -1, 'en')).toEqual({ words: 'never' });
  expect(valueSaid('seconds', 95, 'en')).toEqual({ text: '95 s' });
  expect(valueSaid('seconds', 3_600, 'en')).toEqual({ text: '60 min' });
  expect(valueSaid('seconds', 259_200, 'en')).toEqual({ words: 'days', count: 3 });
  expect(valueSaid('share', 0.5, 'pt-BR')).toEqual({ text: '50%' });
});
