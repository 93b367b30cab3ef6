import fc from 'fast-check';
import { expect, test } from 'vitest';
import { convert, interestOn, presentValue, pricePlan, rateWithSpread, shareOf } from './rates.ts';

test('a plan of 800.00 in 6 at 9 % a month has 5 instalments of 178.34 and one of 178.31', () => {
  const plan = pricePlan(80_000, '0.09', 6);
  expect(plan.map(({ cents }) => cents)).toEqual([17_834, 17_834, 17_834, 17_834, 17_834, 17_831]);
  expect(plan.map(({ interestCents }) => interestCents)).toEqual([7_200, 6_243, 5_200, 4_063, 2_823, 1_472]);
});

test('the principals of a plan sum to what it pays, whatever the amount, the rate and the count', () => {
  const rate = fc.integer({ min: 0, max: 30 }).map((percent) => `0.${String(percent).padStart(2, '0')}`);
  const plan = fc.tuple(fc.integer({ min: 10_000, max: 10_000_000 }), rate, fc.integer({ min: 1, max: 24 }));
  fc.assert(
    fc.property(plan, ([cents, monthlyRate, count]) => {
      const instalments = pricePlan(cents, monthlyRate, count);
      expect(instalments.reduce((sum, { principalCents }) => sum + principalCents, 0)).toBe(cents);
      for (const { cents: each } of instalments) expect(Number.isSafeInteger(each)).toBe(true);
    }),
  );
});

test('half a cent is rounded away from zero, once', () => {
  expect(shareOf(50, '0.01')).toBe(1);
  expect(shareOf(49, '0.01')).toBe(0);
  expect(shareOf(80_000, '0.0038')).toBe(304);
});

test('an amount due later is worth less today, and one due today what it is', () => {
  expect(presentValue(10_000, '0.01', 0)).toBe(10_000);
  expect(presentValue(10_000, '0.01', 1)).toBe(9_901);
  expect(presentValue(21_226, '0.01', 12)).toBe(18_837);
});

test('what is no rate is refused', () => {
  for (const text of ['', '-0.1', '1e3', '0.1.2', ' 1']) expect(() => shareOf(1, text)).toThrow(RangeError);
});

test('interest of a plan never comes to more than the debt, and its principals stay whole', () => {
  const plan = pricePlan(80_000, '0.09', 24);
  const interest = plan.map(({ interestCents }) => interestCents);
  expect(interest.reduce((sum, cents) => sum + cents, 0)).toBe(80_000);
  expect(interest.slice(-6)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(plan.reduce((sum, { principalCents }) => sum + principalCents, 0)).toBe(80_000);
  expect(pricePlan(80_000, '0.09', 6, 0).every(({ interestCents }) => interestCents === 0)).toBe(true);
});

test('D13: 600.00 for 31 days at 14 % a month bear 86.80', () => {
  expect(interestOn(60_000 * 31, '0.14')).toBe(8_680);
});

test('D11, D12: the printed rate reproduces the printed value', () => {
  const rate = rateWithSpread('5.4321', '0.04');
  expect(rate).toBe('5.6494');
  expect([convert(3_790, 2, rate), shareOf(convert(3_790, 2, rate), '0.035')]).toEqual([21_411, 749]);
  expect([convert(100_000, 2, rate), shareOf(convert(100_000, 2, rate), '0.035')]).toEqual([564_940, 19_773]);
});

test('a currency without cents is converted by its whole units', () => {
  expect(convert(1_500, 0, '0.0372')).toBe(5_580);
  expect(rateWithSpread('0.0358', '0.04')).toBe('0.0372');
});
