import fc from 'fast-check';
import { expect, test } from 'vitest';
import { amountParts, centsOfDecimal, formatBrl, splitInstalments } from './index.ts';

test('D1: R$ 100.00 in 3 puts the odd cent on the first instalment', () => {
  expect(splitInstalments(10000, 3)).toEqual([3334, 3333, 3333]);
});

test('D2: R$ 1,273.61 in 6', () => {
  expect(splitInstalments(127361, 6)).toEqual([21231, 21226, 21226, 21226, 21226, 21226]);
});

test('instalments sum to the purchase and the first is the largest', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), fc.integer({ min: 1, max: 24 }), (total, count) => {
      const parts = splitInstalments(total, count);
      expect(parts).toHaveLength(count);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
      expect(parts.every((part) => Number.isSafeInteger(part) && part <= (parts[0] ?? 0))).toBe(true);
    }),
  );
});

test('a total that is not a positive integer of cents is refused', () => {
  for (const total of [0, -1, 10.5, Number.NaN]) expect(() => splitInstalments(total, 2)).toThrow(RangeError);
  expect(() => splitInstalments(100, 0)).toThrow(RangeError);
});

test('a decimal becomes cents without passing through a float', () => {
  expect(centsOfDecimal('57.16')).toBe(5716);
  expect(centsOfDecimal('1.1')).toBe(110);
  expect(centsOfDecimal('0.00')).toBe(0);
  expect(centsOfDecimal('-12')).toBe(-1200);
  expect(centsOfDecimal('-0.01')).toBe(-1);
  expect(centsOfDecimal('-0')).toBe(0);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (cents) => {
      const text = String(cents).padStart(3, '0');
      expect(centsOfDecimal(`${text.slice(0, -2)}.${text.slice(-2)}`)).toBe(cents);
    }),
  );
});

test('what is not an amount is refused', () => {
  for (const text of ['', '1.234', '1,50', '1e3', ' 1', 'NaN']) expect(() => centsOfDecimal(text)).toThrow(RangeError);
});

test('amounts are written as Brazilians read them', () => {
  expect(formatBrl(166314)).toBe('R$\u00a01.663,14');
  expect(formatBrl(0)).toBe('R$\u00a00,00');
  expect(formatBrl(-5)).toBe('\u2212R$\u00a00,05');
  expect(amountParts(100000000)).toEqual({ whole: '1.000.000', fraction: '00' });
});
