import { firstCycle } from '@faturaviva/calendar';
import { expect, test } from 'vitest';
import { closedState } from './invoice-state.ts';

const invoice = { totalCents: 100_000, minimumCents: 15_000, dates: firstCycle('2026-06-04', 3, 10) };
const after = (paidCents = 0, plannedCents = 0) => ({
  paymentsCents: -paidCents,
  carriedCents: 100_000 - plannedCents,
});

test.each([
  ['FECHADA', after(99_999), '2026-07-10'],
  ['PAGA', after(100_000), '2026-07-05'],
  ['PAGA_PARCIAL', after(15_000), '2026-07-11'],
  ['ATRASADA', after(14_999), '2026-07-11'],
  ['PARCELADA', after(20_000, 80_000), '2026-07-05'],
  ['PARCELADA', after(0, 60_000), '2026-09-01'],
  ['PARCELADA', after(99_999, 1), '2026-07-05'],
] as const)('%s', (state, next, today) => {
  expect(closedState(invoice, next, today)).toBe(state);
});

test('a total in the holder’s favour is CREDORA, one of zero is paid', () => {
  expect(closedState({ ...invoice, totalCents: -1, minimumCents: 0 }, after(), '2026-09-01')).toBe('CREDORA');
  const zero = { paymentsCents: 0, carriedCents: 0 };
  expect(closedState({ ...invoice, totalCents: 0, minimumCents: 0 }, zero, '2026-07-04')).toBe('PAGA');
});
