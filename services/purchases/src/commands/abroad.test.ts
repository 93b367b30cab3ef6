import path from 'node:path';
import { expect, test } from 'vitest';
import { readRates } from '../exchange-rates.ts';
import { contest } from './contest.ts';
import { purchase } from './purchase.ts';
import { refund } from './refund.ts';
import { resolveDispute } from './resolve-dispute.ts';
import { account, cardId, decide, merchant, submission } from './test-decisions.ts';

const abroad = (amountMinor: number, currency = 'USD') =>
  submission(purchase, { cardId, original: { currency, amountMinor }, merchant });

test('D11: 37.90 dollars are R$ 214.11 at 5.6494, with R$ 7.49 of IOF, and both take limit', () => {
  const { facts, answers, state } = decide([abroad(3_790)]);
  expect(answers[0]).toMatchObject({ status: 201, amountCents: 21_411, rate: '5.6494', iofCents: 749 });
  expect(facts[0]?.data).toMatchObject({
    amountCents: 21_411,
    original: {
      ...{ currency: 'USD', amountMinor: 3_790, ptax: '5.4321', ptaxOn: '2026-06-19', spread: '0.04', rate: '5.6494' },
      ...{ iofRate: '0.035', iofCents: 749 },
    },
  });
  expect(state?.usedCents).toBe(22_160);
});

test('D12: 1,000.00 dollars are R$ 5,649.40 and R$ 197.73 of IOF: the printed rate reproduces the printed value', () => {
  const { answers } = decide([abroad(100_000)], account({ limitCents: 600_000 }));
  expect(answers[0]).toMatchObject({ amountCents: 564_940, iofCents: 19_773 });
  const short = decide([abroad(100_000)], account({ limitCents: 584_712 }));
  expect(short.answers[0]).toMatchObject({ status: 200, reason: 'limit-exceeded', availableCents: 584_712 });
});

test('the tax is the one of its day, not a constant', () => {
  const on = (now: string) => {
    const state = account({ lastPostedAt: '2022-01-01T00:00:00.000Z', cycleEndsAt: '2999-01-01T00:00:00.000Z' });
    return decide([abroad(10_000)], state, `${now}T12:00:00.000Z`).facts[0]?.data;
  };
  const rates = [
    '2022-12-30',
    '2023-01-02',
    '2024-01-01',
    '2024-01-02',
    '2024-06-03',
    '2025-01-02',
    '2025-05-22',
    '2025-05-23',
    '2025-06-27',
    '2025-07-15',
    '2025-07-16',
  ];
  expect(rates.map((day) => (on(day) as { original: { iofRate: string } }).original.iofRate)).toEqual([
    ...['0.0638', '0.0538', '0.0538', '0.0438', '0.0438', '0.0338', '0.0338', '0.035', '0.0338', '0.0338', '0.035'],
  ]);
});

test('a refund comes back at the rate of its own day, in parts no more than was bought, and the tax stays', () => {
  const buying = abroad(3_790);
  const back = (body: object = {}) => submission(refund, body, { params: { purchaseId: buying.id } });
  const bought = decide([buying]);
  const later = '2026-07-02T12:00:00.000Z';
  const { facts, answers, state } = decide([back({ amountMinor: 1_000 }), back(), back()], bought.state, later);
  expect(answers.map(({ status, amountCents, code }) => [status, amountCents ?? code])).toEqual([
    [201, 5_200],
    [201, 14_508],
    [422, 'already-refunded'],
  ]);
  expect(facts[0]?.data).toMatchObject({ original: { amountMinor: 1_000, rate: '5.2000' } });
  expect(state?.usedCents).toBe(22_160 - 5_200 - 14_508);
  expect(decide([back({ amountCents: 1 })], bought.state, later).answers[0].toDocument()).toMatchObject({
    status: 400,
    errors: [{ field: 'amountCents', message: 'this purchase is refunded by amountMinor' }],
  });
  expect(decide([back({ amountMinor: 3_791 })], bought.state, later).answers[0]).toMatchObject({
    code: 'exceeds-purchase',
    message: 'At most 3790 can be refunded.',
  });
});

test('a purchase abroad that a dispute gave back is not refunded again, nor contested beyond what is left', () => {
  const buying = abroad(10_000);
  const told = (id = buying.id) => submission(contest, { reason: 'not-recognised' }, { params: { purchaseId: id } });
  const first = told();
  const settle = submission(resolveDispute, { outcome: 'merchant-refunded' }, { params: { disputeId: first.id } });
  const back = (body: object = {}) => submission(refund, body, { params: { purchaseId: buying.id } });
  const { answers } = decide([buying, first, settle, back(), told()]);
  expect(answers.slice(3).map(({ code }) => code)).toEqual(['already-refunded', 'already-refunded']);
  const nearly = decide([buying, back({ amountMinor: 9_999 }), told()]);
  expect(nearly.answers[2]).toMatchObject({ status: 201, amountCents: 5 });
});

test('without a rate nothing is decided; a request says either reais or what it cost abroad', () => {
  expect(decide([abroad(100, 'EUR')]).answers[0]).toMatchObject({ status: 422, code: 'no-rate' });
  const parse = (body: object) => purchase.body.safeParse({ cardId, merchant, ...body }).success;
  const original = { currency: 'USD', amountMinor: 100 };
  expect([parse({}), parse({ amountCents: 1, original }), parse({ original, instalments: 2 })]).toEqual([
    ...[false, false, false],
  ]);
  expect([
    parse({ amountCents: 1 }),
    parse({ original }),
    parse({ original: { ...original, currency: 'QQQ' } }),
  ]).toEqual([...[true, true, false]]);
});

test('the series that comes with the product is marked as a sample and reaches every currency', () => {
  const rates = readRates(path.join(import.meta.dirname, '../sample-rates.csv'));
  expect(rates.name).toContain('sample');
  expect(rates.sell('USD', '2017-12-31')).toBeNull();
  expect(rates.sell('USD', '2026-06-19')).toBe(rates.sell('USD', '2026-06-01'));
  expect(Number(rates.sell('JPY', '2026-06-19'))).toBeGreaterThan(0);
});
