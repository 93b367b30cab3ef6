import { nextBusinessDay } from '@faturaviva/calendar';
import { policyOf } from '@faturaviva/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chargesOn, type LastInvoice, minimumOf } from './charges.ts';

const policy = policyOf('v1');
const DAY_MS = 86_400_000;
const plus = (day: string, days: number) => new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

/** R$ 1,000.00 due on 10 July 2026, a Friday; the next due date is 10 August. */
const invoice = (changes: Partial<LastInvoice> = {}): LastInvoice => {
  const { dueOn = '2026-07-10' } = changes;
  return {
    cycle: 1,
    totalCents: 100_000,
    minimumCents: 15_000,
    dueOn,
    chargeableFrom: plus(nextBusinessDay(dueOn), 1),
    settlements: [],
    revolvedCents: 0,
    chargedCents: 0,
    debtCents: 0,
    lateInRow: 0,
    ...changes,
  };
};
const paid = (on: string, cents: number) => ({ on, cents });
const centsOf = (last: LastInvoice, next = '2026-08-10') =>
  Object.fromEntries(chargesOn(last, next, policy).charges.map(({ kind, cents }) => [kind, cents]));

test('D13: 400.00 of 1,000.00 paid on the due date: interest 86.80 and IOF 2.28 + 1.53 until the next due date', () => {
  expect(centsOf(invoice({ settlements: [paid('2026-07-10', 40_000)] }))).toEqual({ interest: 8_680, iof: 228 + 153 });
});

test('D14: nothing paid, settled 15 days late: fee 20.00, late interest 5.00, interest 70.00, IOF 3.80 + 1.23', () => {
  const charges = centsOf(invoice({ settlements: [paid('2026-07-25', 100_000)] }));
  expect(charges).toEqual({ 'late-fee': 2_000, 'late-interest': 500, interest: 7_000, iof: 380 + 123 });
  expect(Object.values(charges).reduce((sum, cents) => sum + cents, 0)).toBe(10_003);
});

test.each([
  ['D5', '2026-11-15', '2026-11-16'],
  ['D6', '2026-11-20', '2026-11-23'],
  ['D7', '2026-12-25', '2026-12-28'],
  ['D8', '2026-04-03', '2026-04-06'],
])(
  '%s: due %s, paid on %s: free of charges; a day later it is late since the due date as printed',
  (_, dueOn, free) => {
    const next = plus(dueOn, 31);
    expect(centsOf(invoice({ dueOn, settlements: [paid(free, 100_000)] }), next)).toEqual({});
    const late = plus(free, 1);
    const days = (Date.parse(late) - Date.parse(dueOn)) / DAY_MS;
    const charges = centsOf(invoice({ dueOn, settlements: [paid(late, 100_000)] }), next);
    expect(charges).toMatchObject({ 'late-fee': 2_000, interest: Math.round((100_000 * 0.14 * days) / 30) });
  },
);

test('the minimum paid in time keeps the fee away, a cent less does not', () => {
  expect(centsOf(invoice({ settlements: [paid('2026-07-10', 15_000)] }))).not.toHaveProperty('late-fee');
  expect(centsOf(invoice({ settlements: [paid('2026-07-10', 14_999)] }))).toHaveProperty('late-fee');
});

test('a payment between two due dates bears interest until its own day', () => {
  const charges = centsOf(invoice({ settlements: [paid('2026-07-10', 40_000), paid('2026-07-20', 30_000)] }));
  expect(charges['interest']).toBe(Math.round((0.14 * (60_000 * 10 + 30_000 * 21)) / 30));
});

test('what has revolved once must be planned when it is not paid; what was bought since revolves by itself', () => {
  const revolved = { revolvedCents: 60_000, debtCents: 50_000, chargedCents: 8_000, minimumCents: 66_000 };
  const settle = (cents: number) => invoice({ ...revolved, settlements: [paid('2026-07-10', cents)] });
  const inTime = chargesOn(settle(66_000), '2026-08-10', policy);
  expect(inTime).toMatchObject({ plannedCents: 0, revolvesCents: 34_000, debtCents: 34_000 });
  const short = chargesOn(settle(20_000), '2026-08-10', policy);
  expect(short).toMatchObject({ plannedCents: 40_000, revolvesCents: 40_000, planRoomCents: 42_000 });
  expect(centsOf(settle(20_000))).toMatchObject({
    'late-fee': 1_600,
    interest: Math.round((40_000 * 0.14 * 31) / 30),
  });
  const nothingNew = invoice({ ...revolved, revolvedCents: 100_000, settlements: [paid('2026-07-10', 66_000)] });
  expect(centsOf(nothingNew)).toEqual({});
});

test('what is settled after the due date and before the next closing neither revolves nor is planned', () => {
  const settled = invoice({ revolvedCents: 60_000, settlements: [paid('2026-07-20', 100_000)] });
  expect(chargesOn(settled, '2026-08-10', policy)).toMatchObject({ plannedCents: 0, revolvesCents: 0 });
});

test('charges without IOF never pass the debt: the one that would is cut, IOF goes on', () => {
  const year = centsOf(invoice(), '2027-12-10');
  expect(year['late-fee']).toBe(2_000);
  expect((year['late-fee'] ?? 0) + (year['late-interest'] ?? 0) + (year['interest'] ?? 0)).toBe(100_000);
  expect(year['iof']).toBeGreaterThan(380);
});

test('whatever is paid when, no charge is negative, all but IOF are within the debt, and paying early costs nothing', () => {
  const payment = fc.record({
    on: fc.integer({ min: -6, max: 40 }).map((days) => plus('2026-07-10', days)),
    cents: fc.integer({ min: 1, max: 60_000 }),
  });
  const terms = fc.record({ totalCents: fc.integer({ min: 1, max: 100_000 }), old: fc.integer({ min: 0, max: 100 }) });
  fc.assert(
    fc.property(fc.array(payment, { maxLength: 6 }), terms, (settlements, { totalCents, old }) => {
      const revolvedCents = Math.floor((totalCents * old) / 100);
      const last = invoice({ totalCents, revolvedCents, minimumCents: Math.ceil(totalCents / 5), settlements });
      const { charges, revolvesCents, plannedCents } = chargesOn(last, '2026-08-10', policy);
      const sum = charges.filter(({ kind }) => kind !== 'iof').reduce((all, { cents }) => all + cents, 0);
      const paidUntil = (day: string) =>
        settlements.filter(({ on }) => on <= day).reduce((all, { cents }) => all + cents, 0);
      expect(sum).toBeLessThanOrEqual(Math.max(0, totalCents - paidUntil('2026-07-10')));
      for (const { cents } of charges) expect(cents).toBeGreaterThan(0);
      expect(charges.length === 0 || paidUntil('2026-07-10') < totalCents).toBe(true);
      expect(revolvesCents + plannedCents).toBe(Math.max(0, totalCents - paidUntil('9999-12-31')));
      expect(plannedCents).toBeLessThanOrEqual(revolvedCents);
    }),
  );
});

const nothing = {
  totalCents: 0,
  purchasesCents: 0,
  paymentsCents: 0,
  carriedCents: 0,
  creditsCents: 0,
  financedCents: 0,
  chargesCents: 0,
};

test('the minimum is the carried balance, the charges, the plans and 15 % of the new purchases, at most the total', () => {
  const owed = {
    ...nothing,
    carriedCents: 60_000,
    paymentsCents: -10_000,
    chargesCents: 9_061,
    financedCents: 17_834,
    purchasesCents: 100_050,
    creditsCents: -20_000,
  };
  const totalCents = 60_000 - 10_000 + 9_061 + 17_834 + 100_050 - 20_000;
  expect(minimumOf({ ...owed, totalCents }, policy)).toBe(50_000 + 9_061 + 17_834 + 12_008);
  expect(minimumOf({ ...nothing, purchasesCents: 10_000, totalCents: 10_000 }, policy)).toBe(1_500);
  expect(minimumOf({ ...nothing, purchasesCents: 10_000, paymentsCents: -9_900, totalCents: 100 }, policy)).toBe(100);
  expect(minimumOf({ ...nothing, paymentsCents: -5_000, totalCents: -5_000 }, policy)).toBe(0);
});

test('paid and more, an invoice leaves nothing to charge, to revolve, to plan or to remember', () => {
  const over = invoice({ settlements: [paid('2026-07-09', 100_001)], debtCents: 700, chargedCents: 700, lateInRow: 3 });
  expect(chargesOn(over, '2026-08-10', policy)).toEqual({
    ...{
      charges: [],
      revolvesCents: 0,
      plannedCents: 0,
      planRoomCents: 0,
      debtCents: 0,
      chargedCents: 0,
      lateInRow: 0,
    },
  });
});

test('what was charged on a debt is never told to be more than the debt', () => {
  const old = invoice({ revolvedCents: 99_000, debtCents: 80_000, chargedCents: 10_000 });
  expect(chargesOn(old, '2026-08-10', policy)).toMatchObject({
    debtCents: 1_000,
    chargedCents: 1_000,
    planRoomCents: 70_000,
  });
});

test('interest counts days of what is open, to the cent: none before the first, none after the last', () => {
  // 107 cents for a day bear 0.4993, 10 cents for ten days 0.4667 of a cent: a day or a cent more would round up.
  const aDay = invoice({ totalCents: 107, minimumCents: 107, settlements: [paid('2026-07-11', 107)] });
  expect(centsOf(aDay)).toEqual({ 'late-fee': 2 });
  expect(centsOf(invoice({ totalCents: 10, minimumCents: 10, settlements: [paid('2026-07-20', 10)] }))).toEqual({});
  const twice = invoice({
    settlements: [paid('2026-07-20', 30_000), paid('2026-07-20', 70_000), paid('2026-07-25', 5)],
  });
  expect(centsOf(twice)['interest']).toBe(Math.round((100_000 * 0.14 * 10) / 30));
});

test('a payment on the first chargeable day is late by its days, one the day before is in time', () => {
  expect(centsOf(invoice({ settlements: [paid('2026-07-11', 100_000)] }))).toMatchObject({
    'late-fee': 2_000,
    interest: 467,
  });
  expect(centsOf(invoice({ settlements: [paid('2026-07-10', 100_000)] }))).toEqual({});
});

test('once it is collected elsewhere, all that is left is carried on, and nothing is charged or planned', () => {
  const lost = invoice({ revolvedCents: 60_000, lateInRow: 6, settlements: [paid('2026-07-10', 1_000)] });
  expect(chargesOn(lost, '2026-08-10', policy)).toEqual({
    ...{
      charges: [],
      revolvesCents: 99_000,
      plannedCents: 0,
      planRoomCents: 0,
      debtCents: 0,
      chargedCents: 0,
      lateInRow: 6,
    },
  });
  const nearly = chargesOn({ ...lost, lateInRow: 5 }, '2026-08-10', policy);
  expect(nearly).toMatchObject({ plannedCents: 59_000, lateInRow: 6 });
  expect(nearly.charges.map(({ kind }) => kind)).toContain('late-fee');
});
