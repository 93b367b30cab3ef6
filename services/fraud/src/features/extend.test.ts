import { expect, test } from 'vitest';
import { newCustomer } from './customer.ts';
import { extend } from './extend.ts';
import { newMerchant } from './merchant.ts';
import { featureNames, toRecord, toValues } from './names.ts';
import { dayOf, purchaseOf } from './purchase.ts';
import { DAY_MS, MONDAY_NOON, purchaseAt, Tale } from './test-purchases.ts';

const MINUTE_MS = 60_000;

test('the first purchase of a customer knows of nothing, and says so without a hole', () => {
  const features = new Tale().buy(MONDAY_NOON, 5000);
  expect(features).toMatchObject({
    amount: 5000,
    hour: 12,
    weekend: 0,
    night: 0,
    foreign: 0,
    c_ratio: 1,
    c_z: 0,
    c_habit_n: 0,
    c_n30: 0,
    c_avg30: 0,
    c_ratio30: 1,
    c_since_last_s: -1,
    c_last_ratio: -1,
    c_since_first_h: -1,
    c_first_fh: -1,
    c_new_terminal: 1,
    t_n30: 0,
    t_risk30: 0,
    t_first_u: -1,
    t_gen_age: -1,
    t_ratio_amount: 1,
  });
  expect(Object.keys(features).toSorted()).toEqual([...featureNames].toSorted());
  expect(Object.values(features).every(Number.isFinite)).toBe(true);
  expect(toRecord(toValues(features))).toEqual(features);
});

test('counts and means over 1, 7 and 30 days are those of the days before, the same day included', () => {
  const tale = new Tale();
  tale.buy(MONDAY_NOON, 1000); // 30 days before: out
  tale.buy(MONDAY_NOON + DAY_MS, 2000); // 29 days before
  tale.buy(MONDAY_NOON + 24 * DAY_MS, 3000); // 6 days before
  tale.buy(MONDAY_NOON + 30 * DAY_MS - MINUTE_MS, 4000);
  expect(tale.buy(MONDAY_NOON + 30 * DAY_MS, 9000)).toMatchObject({
    c_n1: 1,
    c_n7: 2,
    c_n30: 3,
    c_avg1: 4000,
    c_avg7: 3500,
    c_avg30: 3000,
    c_ratio30: 3,
    t_n1: 1,
    t_n7: 2,
    t_n30: 3,
    t_ratio_amount: 3,
    c_since_last_s: 60,
    c_new_terminal: 0,
  });
});

test('the habit is the mean, and one unusual amount counts as at most two and a half of it', () => {
  const tale = new Tale();
  for (const cents of [1000, 2000, 3000]) tale.buy(MONDAY_NOON, cents);
  const high = tale.buy(MONDAY_NOON, 20_000);
  expect(high).toMatchObject({ c_habit: 2000, c_habit_n: 3, c_ratio: 10 });
  // Deviations of 1000, 0 and 1000: the variance is 2,000,000 / 3.
  expect(high.c_z).toBeCloseTo(18_000 / Math.sqrt(2_000_000 / 3), 6);
  // (1000 + 2000 + 3000 + 5000) / 4, not (… + 20000) / 4.
  expect(tale.buy(MONDAY_NOON, 2750)).toMatchObject({ c_habit: 2750, c_ratio: 1, c_last_ratio: 10 });
});

test('unusual amounts of the last 14 days are counted by how unusual, and by when', () => {
  const tale = new Tale();
  for (let n = 0; n < 3; n += 1) tale.buy(MONDAY_NOON, 1000);
  tale.buy(MONDAY_NOON + 2 * DAY_MS, 1800); // raised: 1.8
  tale.buy(MONDAY_NOON + 3 * DAY_MS, 3500); // high: 3500 / 1200
  tale.buy(MONDAY_NOON + 5 * DAY_MS, 9000); // extreme
  tale.buy(MONDAY_NOON + 6 * DAY_MS, 1000);
  expect(tale.buy(MONDAY_NOON + 7 * DAY_MS, 1000)).toMatchObject({
    c_m14: 1,
    c_h14: 1,
    c_x14: 1,
    c_n14: 7,
    c_since_first_h: 4,
    c_since_last_h: 2,
    c_n_since_h: 3,
    c_h30: 2,
  });
});

test('how fast a card is used: the last ten minutes and the last hour, without this purchase', () => {
  const tale = new Tale();
  tale.buy(MONDAY_NOON, 100); // 60 minutes before: out
  tale.buy(MONDAY_NOON + MINUTE_MS, 200);
  tale.buy(MONDAY_NOON + 55 * MINUTE_MS, 300);
  expect(tale.buy(MONDAY_NOON + 60 * MINUTE_MS, 900)).toMatchObject({ c_n10m: 1, c_n1h: 2, c_cents1h: 500 });
});

test('a label from the future never counts: not an instant before it stands on the log', () => {
  const tale = new Tale();
  tale.buy(MONDAY_NOON, 1000);
  const said = MONDAY_NOON + 10 * DAY_MS;
  tale.report(0, said);
  const merchant = tale.merchants.get('bakery') ?? newMerchant();
  const seenBy = (at: number) => extend({ customer: newCustomer(), merchant }, purchaseAt(at, 1000)).features;
  expect(seenBy(said - 1)).toMatchObject({ t_f30: 0, t_u45: 0, t_risk30: 0, t_gen_age: 10 });
  expect(seenBy(said)).toMatchObject({ t_f30: 1, t_u45: 1, t_risk30: 1, t_gen_age: -1, t_run: 1, t_run_age: 10 });
});

test('a purchase that comes later than the one that asks is not counted, of the merchant neither', () => {
  const tale = new Tale();
  tale.buy(MONDAY_NOON + DAY_MS, 1000);
  const merchant = tale.merchants.get('bakery') ?? newMerchant();
  expect(extend({ customer: newCustomer(), merchant }, purchaseAt(MONDAY_NOON, 1000)).features.t_n30).toBe(0);
});

test('fraud at a merchant is a share of settled days, seven days old and older', () => {
  const tale = new Tale();
  for (let n = 0; n < 4; n += 1) tale.buy(MONDAY_NOON, 1000); // settled by then: 8 days old
  tale.buy(MONDAY_NOON + DAY_MS, 1000); // 7 days old: still open
  for (const index of [0, 4]) tale.report(index, MONDAY_NOON + 8 * DAY_MS - 1);
  expect(tale.buy(MONDAY_NOON + 8 * DAY_MS, 1000)).toMatchObject({
    t_risk1: 1 / 4,
    t_risk7: 1 / 4,
    t_risk30: 1 / 4,
    t_f30: 2,
    t_u28: 2,
    t_first_u: 8,
    t_last_u: 7,
    t_u_age_max: 8,
    t_gen_since_first_u: 3,
    t_gen_after_u: 0,
    t_gen_age: 8,
    t_run: 1,
    t_run_age: 7,
    t_n_pending: 0,
  });
});

test('a report of an unusual amount speaks of the card, one of an ordinary amount of the merchant', () => {
  const tale = new Tale();
  for (let n = 0; n < 3; n += 1) tale.buy(MONDAY_NOON, 1000);
  tale.buy(MONDAY_NOON + DAY_MS, 4000);
  tale.report(3, MONDAY_NOON + 2 * DAY_MS);
  const after = tale.buy(MONDAY_NOON + 3 * DAY_MS, 1000);
  expect(after).toMatchObject({ c_f30: 1, c_fh14: 1, c_fh30: 1, c_first_fh: 2, c_last_fh: 2, t_f30: 1, t_u28: 0 });
});

test('what the holder takes back is as if it had not been said', () => {
  const tale = new Tale();
  tale.buy(MONDAY_NOON, 1000);
  tale.report(0, MONDAY_NOON + DAY_MS);
  tale.report(0, MONDAY_NOON + 2 * DAY_MS, -1);
  const after = tale.buy(MONDAY_NOON + 3 * DAY_MS, 1000);
  expect(after).toMatchObject({ c_f30: 0, t_f30: 0, t_u45: 0, t_first_u: -1 });
});

test('both states stay small, whatever comes', () => {
  const tale = new Tale();
  for (let n = 0; n < 3_000; n += 1) {
    tale.buy(MONDAY_NOON + n * DAY_MS * 0.1, 1000 + (n % 7), { merchant: n % 2 ? 'bakery' : `m${n}` });
    if (n % 2) tale.report(n, MONDAY_NOON + n * DAY_MS * 0.1);
  }
  expect(tale.customer.days.length).toBeLessThanOrEqual(45);
  expect(tale.customer.merchants.length).toBe(64);
  expect(JSON.stringify(tale.customer).length).toBeLessThan(8_000);
  expect(JSON.stringify(tale.merchants.get('bakery')).length).toBeLessThan(3_000);
});

test('day, hour and weekday are those of São Paulo, summer time of 2018 included', () => {
  const at = (occurredAt: string) =>
    purchaseOf({
      time: occurredAt,
      data: {
        purchaseId: 'p',
        cardId: 'c',
        amountCents: 1,
        instalments: 1,
        merchant: { id: 'm', name: 'M', mcc: '5411' },
        occurredAt,
        policy: 'v1',
      },
    });
  expect(at('2026-06-07T02:59:59.000Z')).toMatchObject({ hour: 23, weekday: 6 });
  expect(at('2026-06-07T03:00:00.000Z')).toMatchObject({ hour: 0, weekday: 0 });
  expect(at('2018-12-01T02:00:00.000Z')).toMatchObject({ hour: 0, weekday: 6 });
  expect(dayOf(Date.parse('2026-06-07T02:59:59.000Z'))).toBe(dayOf(Date.parse('2026-06-06T12:00:00.000Z')));
});
