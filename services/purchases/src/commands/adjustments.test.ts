import type { Adjustment } from '@faturaviva/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountState } from '../account.ts';
import { anticipate } from './anticipate.ts';
import { contest } from './contest.ts';
import { contractPlan } from './contract-plan.ts';
import { receivePayment } from './receive-payment.ts';
import { refund } from './refund.ts';
import { reportFraud } from './report-fraud.ts';
import { resolveDispute } from './resolve-dispute.ts';
import { account, buy, decide, NOW, submission } from './test-decisions.ts';

const AUGUST = '2026-08-10T12:00:00.000Z';
/** Marina with one purchase of 1,273.61 in 6, the first two of which stand in closed invoices and in the open one. */
function bought(cents = 127361, instalments = 6, now = AUGUST) {
  const buying = buy(cents, instalments);
  const before = decide([buying]);
  const later = decide([buy(1)], before.state, now);
  const state = later.state as AccountState;
  return { purchaseId: buying.id, state: { ...state, usedCents: state.usedCents - 1 } };
}
const give = (purchaseId: string, body: object = {}) => submission(refund, body, { params: { purchaseId } });
const sumOf = (lines: readonly Adjustment[]) => lines.reduce((sum, { amountCents }) => sum + amountCents, 0);
const linesOf = (facts: { data: object }[]): Adjustment[] =>
  facts.flatMap(({ data }) => ('lines' in data ? (data.lines as Adjustment[]) : []));

test('D10: a refund credits what was billed, cancels what is to come, and gives the limit back at once', () => {
  const { purchaseId, state } = bought(127361, 6, '2026-07-10T12:00:00.000Z');
  expect([state.cycle, state.usedCents]).toEqual([2, 127361]);
  const { facts, answers, state: after } = decide([give(purchaseId)], state, '2026-07-10T13:00:00.000Z');
  expect(answers[0]).toMatchObject({ status: 201, amountCents: 127361 });
  expect(linesOf(facts).map((line) => [line.kind, line.cycle, line.amountCents, line.instalment?.number])).toEqual([
    ['refund', 2, -42457, undefined],
    ['instalment-cancelled', 3, -21226, 3],
    ['instalment-cancelled', 4, -21226, 4],
    ['instalment-cancelled', 5, -21226, 5],
    ['instalment-cancelled', 6, -21226, 6],
  ]);
  expect(after?.usedCents).toBe(0);
  expect(decide([give(purchaseId)], after, AUGUST).answers[0]).toMatchObject({ status: 422, code: 'already-refunded' });
});

test('a part of a purchase cancels from its last instalment on; a single credit lets all go on', () => {
  const { purchaseId, state } = bought();
  const part = decide([give(purchaseId, { amountCents: 30000 })], state, AUGUST);
  expect(linesOf(part.facts).map((line) => [line.kind, line.cycle, line.amountCents])).toEqual([
    ['instalment-cancelled', 5, -8774],
    ['instalment-cancelled', 6, -21226],
  ]);
  const whole = decide([give(purchaseId, { form: 'single-credit' })], state, AUGUST);
  expect(linesOf(whole.facts)).toEqual([{ kind: 'refund', cycle: 3, amountCents: -127361, instalment: null }]);
  const several = decide([give(purchaseId, { form: 'in-instalments' })], state, AUGUST);
  expect(linesOf(several.facts).map((line) => [line.cycle, line.amountCents])).toEqual([
    [3, -21231],
    ...[4, 5, 6, 7, 8].map((cycle) => [cycle, -21226]),
  ]);
});

test('whatever refunds are asked for in whatever form, no more than the purchase is given back, to no closed invoice', () => {
  const asked = fc.array(
    fc.record({
      amountCents: fc.integer({ min: 1, max: 90_000 }),
      form: fc.constantFrom('credit-and-cancel', 'single-credit', 'in-instalments'),
    }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(asked, fc.integer({ min: 500, max: 200_000 }), (bodies, cents) => {
      const { purchaseId, state } = bought(cents, cents >= 6_000 ? 12 : 1);
      const { facts, state: after } = decide(
        bodies.map((body) => give(purchaseId, body)),
        state,
        AUGUST,
      );
      const lines = linesOf(facts);
      expect(-sumOf(lines)).toBeLessThanOrEqual(cents);
      expect(state.usedCents + sumOf(lines)).toBe(after?.usedCents);
      for (const line of lines) expect(line.cycle).toBeGreaterThanOrEqual(state.cycle);
      for (const { cents: left } of after?.purchases.get(purchaseId)?.schedule ?? [])
        expect(left).toBeGreaterThanOrEqual(0);
      const refunds = facts.flatMap(({ data }) => ('refundId' in data ? [data] : []));
      for (const { lines: own, amountCents } of refunds) expect(sumOf(own)).toBe(-amountCents);
    }),
  );
});

test('a refund of more than is left says how much is', () => {
  const { purchaseId, state } = bought(5_000, 1, NOW);
  expect(decide([give(purchaseId, { amountCents: 5_001 })], state, NOW).answers[0]).toMatchObject({
    code: 'exceeds-purchase',
    message: 'At most R$\u00a050,00 can be refunded.',
  });
});

test('a declined purchase has nothing to refund, and one of this very batch can be', () => {
  const [big, small] = [buy(99_999_999), buy(5_000)];
  const { answers, state } = decide([big, small, give(big.id), give(small.id)]);
  expect(answers[2]).toMatchObject({ status: 422, code: 'not-approved' });
  expect(answers[3]).toMatchObject({ status: 201, amountCents: 5_000 });
  expect(state?.usedCents).toBe(0);
});

test('D19: a contested purchase is credited in trust, and charged again when the merchant wins', () => {
  const buying = buy(19_990);
  const now = '2026-06-29T12:00:00.000Z';
  const told = submission(contest, { reason: 'not-received' }, { params: { purchaseId: buying.id } });
  const { facts, state } = decide([buying, told], account(), now);
  expect(linesOf(facts)).toEqual([{ kind: 'dispute-credit', cycle: 1, amountCents: -19_990, instalment: null }]);
  expect(state?.usedCents).toBe(0);
  const settle = (outcome: string) => submission(resolveDispute, { outcome }, { params: { disputeId: told.id } });
  const later = '2026-08-01T12:00:00.000Z';
  const won = decide([settle('merchant-won')], state, later);
  expect(linesOf(won.facts)).toEqual([{ kind: 'dispute-reversal', cycle: 2, amountCents: 19_990, instalment: null }]);
  expect(won.state?.usedCents).toBe(19_990);
  const refunded = decide([settle('merchant-refunded'), give(buying.id)], state, later);
  expect(linesOf(refunded.facts).map((line) => [line.kind, line.amountCents])).toEqual([
    ['refund', -19_990],
    ['dispute-reversal', 19_990],
  ]);
  expect(refunded.state?.usedCents).toBe(0);
  expect(refunded.answers[1]).toMatchObject({ status: 422, code: 'already-refunded' });
  const again = decide([settle('merchant-won'), settle('merchant-won'), settle('withdrawn')], state, later);
  expect(again.answers.map(({ status }) => status)).toEqual([200, 200, 422]);
  expect(again.facts.filter(({ type }) => type === 'br.faturaviva.ContestacaoResolvida.v1')).toHaveLength(1);
});

test('told less than ten days before the due date, the credit goes to the next invoice', () => {
  const { purchaseId, state } = bought(5_000, 1, NOW);
  const told = submission(contest, { reason: 'other' }, { params: { purchaseId } });
  const due = { dates: { ...state.dates, dueOn: '2026-06-29' } };
  expect(linesOf(decide([told], { ...state, ...due }, NOW).facts)[0]?.cycle).toBe(2);
  const inTime = { dates: { ...state.dates, dueOn: '2026-06-30' } };
  expect(linesOf(decide([told], { ...state, ...inTime }, NOW).facts)[0]?.cycle).toBe(1);
});

test('while a purchase is contested nothing else is given back of it', () => {
  const { purchaseId, state } = bought();
  const told = submission(contest, { reason: 'not-recognised' }, { params: { purchaseId } });
  const early = submission(anticipate, { instalments: 1 }, { params: { purchaseId } });
  const { answers } = decide([told, give(purchaseId), early, { ...told, id: buy(1).id }], state, AUGUST);
  expect(answers.slice(1).map(({ code }) => code)).toEqual(['being-contested', 'being-contested', 'being-contested']);
});

test('instalments that are paid early move into the open invoice at a discount, and are not cancelled twice', () => {
  const { purchaseId, state } = bought();
  const early = submission(anticipate, { instalments: 2 }, { params: { purchaseId } });
  const { facts, answers, state: after } = decide([early], state, AUGUST);
  const lines = linesOf(facts);
  expect(lines.map((line) => [line.kind, line.cycle, line.amountCents])).toEqual([
    ['instalment-moved', 5, -21226],
    ['instalment', 3, 21226],
    ['instalment-moved', 6, -21226],
    ['instalment', 3, 21226],
    ['discount', 3, -1042],
  ]);
  expect(answers[0]).toMatchObject({ movedCents: 42452, discountCents: 1042 });
  expect(sumOf(lines)).toBe(-1042);
  const back = decide([give(purchaseId)], after, AUGUST);
  expect(back.answers[0]).toMatchObject({ amountCents: 127361 - 1042 });
  expect(linesOf(back.facts).map((line) => [line.kind, line.amountCents])).toEqual([
    ['refund', -(127361 - 1042 - 21226)],
    ['instalment-cancelled', -21226],
  ]);
  expect(back.state?.usedCents).toBe(0);
  const most = submission(anticipate, { instalments: 4 }, { params: { purchaseId } });
  expect(decide([most], state, AUGUST).answers[0]).toMatchObject({ status: 422, code: 'fewer-to-come' });
});

test('what was given back is given no discount on, whichever way it came back', () => {
  const { purchaseId, state } = bought(60_000, 12);
  const early = (instalments: number) => submission(anticipate, { instalments }, { params: { purchaseId } });
  const credited = decide([give(purchaseId, { form: 'single-credit' }), early(1)], state, AUGUST);
  expect(credited.answers[1].code).toBe('given-back');
  const told = submission(contest, { reason: 'other' }, { params: { purchaseId } });
  const settle = submission(resolveDispute, { outcome: 'merchant-refunded' }, { params: { disputeId: told.id } });
  const settled = decide([told, settle, early(1), give(purchaseId), { ...told, id: buy(1).id }], state, AUGUST);
  expect(settled.answers.slice(2).map(({ code }) => code)).toEqual([
    'given-back',
    'already-refunded',
    'already-refunded',
  ]);
  expect(settled.state?.usedCents).toBe(0);
});

test('a second anticipation adds to the first: a refund returns neither discount', () => {
  const { purchaseId, state } = bought(60_000, 12);
  const early = () => submission(anticipate, { instalments: 3 }, { params: { purchaseId } });
  const { answers, state: after } = decide([early(), early(), give(purchaseId)], state, AUGUST);
  const discounts = Number(answers[0].discountCents) + Number(answers[1].discountCents);
  expect(answers[2].amountCents).toBe(60_000 - discounts);
  expect(after?.usedCents).toBe(0);
});

test('D15: a plan of 800.00 in 6 has the instalments, the interest and the IOF of the example', () => {
  const lastInvoice = { cycle: 1, totalCents: 100_000, paidCents: 0, dueOn: '2026-07-10', planned: false };
  const state = decide([buy(100_000)], account({ lastInvoice: null }), NOW).state as AccountState;
  const open = { ...(decide([buy(1)], state, '2026-07-09T12:00:00.000Z').state as AccountState), lastInvoice };
  const now = '2026-07-10T12:00:00.000Z';
  const paid = submission(receivePayment, { amountCents: 20_000, method: 'pix' });
  const { facts, answers, state: after } = decide([paid, submission(contractPlan, { instalments: 6 })], open, now);
  expect(answers[1]).toMatchObject({ principalCents: 80_000, iofCents: 304 + 755 });
  expect(linesOf(facts).map((line) => [line.kind, line.cycle, line.amountCents])).toEqual([
    ['plan-credit', 2, -80_000],
    ...[2, 3, 4, 5, 6].map((cycle) => ['plan-instalment', cycle, 17_834]),
    ['plan-instalment', 7, 17_831],
    ['iof', 2, 1_059],
  ]);
  expect(after?.usedCents).toBe(open.usedCents - 20_000 + 27_001 + 1_059);
  const twice = decide([submission(contractPlan, { instalments: 6 })], after, now);
  expect(twice.answers[0]).toMatchObject({ status: 422, code: 'nothing-to-plan' });
  const unknown = decide([submission(contractPlan, { instalments: 6 })], { ...open, lastInvoice: null }, now);
  expect(unknown.answers[0]).toMatchObject({ status: 422, code: 'no-closed-invoice' });
  const small = { ...open, lastInvoice: { ...lastInvoice, totalCents: 1_000 } };
  const plans = [6, 3, 2].map((instalments) => submission(contractPlan, { instalments }));
  expect(plans.map((one) => decide([one], small, now).answers[0]).map(({ code, status }) => code ?? status)).toEqual([
    ...['instalment-too-small', 'instalment-too-small', 201],
  ]);
});

test('what the holder says of a purchase is a label and moves no money', () => {
  const { purchaseId, state } = bought();
  const said = submission(reportFraud, { denied: true }, { params: { purchaseId } });
  const { facts, state: after } = decide([said], state, AUGUST);
  expect(facts[0]).toMatchObject({ type: 'br.faturaviva.RelatoDeFraude.v1', data: { purchaseId, denied: true } });
  expect(after?.usedCents).toBe(state.usedCents);
});

test('a purchase in the invoice that is due next is contested against that due date, an older one is credited at once', () => {
  const { purchaseId, state } = bought(5_000, 1, '2026-07-05T12:00:00.000Z');
  const told = () => submission(contest, { reason: 'other' }, { params: { purchaseId } });
  const closed = { cycle: 1, totalCents: 5_000, paidCents: 0, planned: false };
  const creditedIn = (dueOn: string | null, now: string) =>
    decide([told()], { ...state, lastInvoice: dueOn === null ? null : { ...closed, dueOn } }, now).answers[0]
      .creditedInCycle;
  const day = '2026-07-06T12:00:00.000Z';
  expect(creditedIn('2026-07-15', day)).toBe(3);
  expect(creditedIn('2026-07-16', day)).toBe(2);
  expect(creditedIn('2026-07-05', day)).toBe(2);
  expect(creditedIn('2026-07-06', day)).toBe(3);
  // Not known, or another: then the open invoice's own due date, 10 August, decides.
  expect(creditedIn(null, day)).toBe(2);
  expect(creditedIn(null, '2026-08-01T12:00:00.000Z')).toBe(3);
  const other = { ...state, lastInvoice: { ...closed, cycle: 7, dueOn: '2026-07-08' } };
  expect(decide([told()], other, day).answers[0].creditedInCycle).toBe(2);
});

test('a refund of a few cents in instalments has as many as there are cents', () => {
  const { purchaseId, state } = bought(60_000, 12);
  const { facts } = decide([give(purchaseId, { amountCents: 2, form: 'in-instalments' })], state, AUGUST);
  expect(linesOf(facts).map(({ amountCents, cycle, instalment }) => [amountCents, cycle, instalment])).toEqual([
    [-1, 3, { number: 1, of: 2 }],
    [-1, 4, { number: 2, of: 2 }],
  ]);
});

test('instalments keep their numbers when they move, and a discount of a cent is one', () => {
  const { purchaseId, state } = bought(60_000, 12);
  const early = (instalments: number) => submission(anticipate, { instalments }, { params: { purchaseId } });
  const { facts } = decide([early(2)], state, AUGUST);
  expect(linesOf(facts).map(({ instalment }) => instalment?.number)).toEqual([11, 11, 12, 12, undefined]);
  // All but 60 cents of number 11 are cancelled: at 1 % a month over eight months they are worth 55.
  const rest = decide([give(purchaseId, { amountCents: 9_940 }), early(1)], state, AUGUST);
  expect(rest.answers[1]).toMatchObject({ movedCents: 60, discountCents: 5 });
  const cents = decide([give(purchaseId, { amountCents: 9_990 }), early(1)], state, AUGUST);
  expect(cents.answers[1]).toMatchObject({ movedCents: 10, discountCents: 1 });
  expect(linesOf(cents.facts).at(-1)).toMatchObject({ kind: 'discount', amountCents: -1 });
  const none = decide([give(purchaseId, { amountCents: 9_996 }), early(1)], state, AUGUST);
  expect(none.answers[1]).toMatchObject({ movedCents: 4, discountCents: 0 });
  expect(linesOf(none.facts.slice(1)).map(({ kind }) => kind)).toEqual(['instalment-moved', 'instalment']);
});

test('no more is contested than what is left', () => {
  const { purchaseId, state } = bought(5_000, 1, NOW);
  const told = (amountCents: number) =>
    decide([submission(contest, { reason: 'other', amountCents }, { params: { purchaseId } })], state, NOW).answers[0];
  expect(told(5_001)).toMatchObject({ status: 422, code: 'exceeds-purchase' });
  expect([told(5_000).amountCents, told(1).amountCents]).toEqual([5_000, 1]);
});
