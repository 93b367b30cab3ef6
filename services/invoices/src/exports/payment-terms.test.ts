import { policyOf } from '@faturaviva/money';
import { expect, test } from 'vitest';
import { paymentTerms } from './payment-terms.ts';

const policy = policyOf('v1');
const laterDueOn = Array.from({ length: 12 }, (_, index) => {
  const date = new Date(Date.UTC(2026, 7 + index, 10));
  return date.toISOString().slice(0, 10);
});
const asked = {
  totalCents: 100_000,
  minimumCents: 40_000,
  dueOn: '2026-07-10',
  chargeableFrom: '2026-07-11',
  laterDueOn,
};

test('D13: what the next period costs whoever pays the minimum alone', () => {
  const terms = paymentTerms(asked, policy);
  expect(terms?.chargesAfterMinimumCents).toBe(9061);
  expect(terms?.options.find(({ kind }) => kind === 'rotativo')).toMatchObject({
    instalmentCents: 69_061,
    totalCents: 109_061,
    monthlyRate: '0.14',
    yearlyRate: '3.8179',
    cet: '4.2383',
  });
});

test('D15: a plan costs its instalments and its IOF', () => {
  const terms = paymentTerms({ ...asked, totalCents: 80_000, minimumCents: 80_000 }, policy);
  expect(terms?.options.map(({ kind, instalments }) => [kind, instalments])).toEqual([
    ['plan', 3],
    ['plan', 6],
    ['plan', 12],
  ]);
  expect(terms?.options[1]).toMatchObject({ instalmentCents: 17_834, totalCents: 107_001 + 304 + 755 });
  expect(terms?.chargesAfterMinimumCents).toBe(0);
});

test('options stand in the order of what they cost, each above its interest alone', () => {
  const { options = [] } = paymentTerms(asked, policy) ?? {};
  const costs = options.map(({ totalCents }) => totalCents);
  expect(costs).toEqual(costs.toSorted((one, other) => one - other));
  expect(options.map(({ cet, yearlyRate }) => Number(cet) > Number(yearlyRate))).toEqual(options.map(() => true));
});

test('nothing owed, nothing to choose; an instalment that is too small is not offered', () => {
  expect(paymentTerms({ ...asked, totalCents: 0, minimumCents: 0 }, policy)).toBeNull();
  expect(paymentTerms({ ...asked, totalCents: -100, minimumCents: 0 }, policy)).toBeNull();
  const small = paymentTerms({ ...asked, totalCents: 1_500, minimumCents: 1_500 }, policy);
  expect(small?.options.map(({ instalments }) => instalments)).toEqual([3]);
});
