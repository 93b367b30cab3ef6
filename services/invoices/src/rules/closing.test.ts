import { FaturaFechada } from '@faturaviva/events';
import { planIof, policyOf, pricePlan } from '@faturaviva/money';
import { expect, test } from 'vitest';
import { AccountStory, messageOf } from './test-facts.ts';
import { Ledger } from './test-ledger.ts';

function fold(story: AccountStory) {
  const ledger = new Ledger().applyInCuts(
    story.facts.map((fact, offset) => messageOf(fact, offset)),
    [1, 3, 2],
  );
  const [state] = ledger.states.values();
  if (!state) throw new Error('an account');
  const closed = ledger.closed.map(({ data }) => FaturaFechada.data.parse(JSON.parse(data)));
  const linesOf = (cycle: number) =>
    ledger.lines.filter((line) => line.cycle === cycle).map(({ kind, amountCents }) => [kind, amountCents]);
  return { ledger, state, closed, linesOf };
}

/** R$ 1,000.00 in the invoice due on 10 July, of which 400.00 are paid that day. */
const minimumPaid = () => new AccountStory('ana').buy(100_000).close().pay(40_000, '2026-07-10T15:00:00.000Z').close();

test('D13: what is left bears interest until the next due date, billed in the invoice that is due then', () => {
  const { closed, linesOf, state } = fold(minimumPaid());
  expect(linesOf(2)).toEqual([
    ['carried-balance', 100_000],
    ['payment', -40_000],
    ['interest', 8_680],
    ['iof', 381],
  ]);
  expect(closed[0]).toMatchObject({ totalCents: 100_000, minimumCents: 15_000, decidedChargesCents: 0 });
  const total = 60_000 + 9_061;
  expect(closed[1]).toMatchObject({ totalCents: total, minimumCents: total, decidedChargesCents: 9_061 });
  expect(linesOf(3)).toEqual([['carried-balance', total]]);
  expect(state.last).toMatchObject({ revolvedCents: total, debtCents: 60_000, chargedCents: 8_680 });
});

test('what revolved once and is not paid becomes a plan, whose interest stays within what the debt allows', () => {
  const { closed, linesOf, ledger } = fold(minimumPaid().close());
  const [, , third] = closed;
  const plan = ledger.lines.filter(({ kind }) => kind === 'plan-instalment');
  expect(plan.map(({ cycle }) => cycle)).toEqual([3, 4, 5, 6, 7, 8]);
  expect(linesOf(3).map(([kind]) => kind)).toEqual([
    ...['carried-balance', 'late-fee', 'late-interest', 'plan-credit', 'plan-instalment', 'iof'],
  ]);
  expect(linesOf(3).slice(1, 4)).toEqual([
    ['late-fee', 1_381],
    ['late-interest', 714],
    ['plan-credit', -69_061],
  ]);
  const interest = plan.reduce((sum, { amountCents }) => sum + amountCents, 0) - 69_061;
  expect(interest).toBeGreaterThan(0);
  expect(interest).toBeLessThanOrEqual(60_000 - 8_680);
  const iof = linesOf(3).at(-1)?.[1];
  expect(third?.decidedChargesCents).toBe(1_381 + 714 + interest + Number(iof));
  expect(third).toMatchObject({ carriedCents: 0, financedCents: plan[0]?.amountCents });
  expect(third?.minimumCents).toBe(third?.totalCents);
});

test('nothing paid: the fee, late interest and interest of the whole, and the minimum asks for all of it', () => {
  const { closed, linesOf } = fold(new AccountStory('ana').buy(100_000).close().close());
  expect(linesOf(2)).toEqual([
    ['carried-balance', 100_000],
    ['late-fee', 2_000],
    ['late-interest', 1_033],
    ['interest', 14_467],
    ['iof', 380 + 254],
  ]);
  expect(closed[1]?.minimumCents).toBe(closed[1]?.totalCents);
});

test('paid in full in time, or in the holder’s favour: nothing is charged', () => {
  const full = new AccountStory('ana').buy(100_000).close().pay(100_000, '2026-07-10T15:00:00.000Z').close();
  expect(fold(full).linesOf(2)).toEqual([
    ['carried-balance', 100_000],
    ['payment', -100_000],
  ]);
  const over = new AccountStory('bia').buy(25_000).pay(30_000).close().close();
  expect(fold(over).closed.map(({ totalCents, minimumCents }) => [totalCents, minimumCents])).toEqual([
    [-5_000, 0],
    [-5_000, 0],
  ]);
});

test('a plan that the holder chose in time settles the invoice', () => {
  const story = new AccountStory('ana').buy(100_000).close();
  story.plan(100_000, 2, [
    ['plan-credit', -100_000],
    ['plan-instalment', 56_847, 0, { number: 1, of: 2 }],
    ['plan-instalment', 56_847, 1, { number: 2, of: 2 }],
  ]);
  const { linesOf, closed } = fold(story.close());
  expect(linesOf(2).map(([kind]) => kind)).toEqual(['carried-balance', 'plan-credit', 'plan-instalment']);
  expect(closed[1]).toMatchObject({ decidedChargesCents: 0, minimumCents: 56_847 });
});

test('long unpaid, a debt grows no more, whatever happens to the clock', () => {
  const story = new AccountStory('ana').buy(100_000);
  for (let cycle = 0; cycle < 40; cycle++) story.close();
  const { closed, state } = fold(story);
  const decided = closed.map(({ decidedChargesCents }) => decidedChargesCents);
  expect(decided.slice(1, 7).every((cents) => cents > 0)).toBe(true);
  expect(decided.slice(8).every((cents) => cents === 0)).toBe(true);
  expect(closed.at(-1)?.totalCents).toBeLessThan(1_000_000);
  expect(state.last?.lateInRow).toBe(6);
});

test('lines of a closing are numbered through, the plan tells its instalments, and invoices to come are stored', () => {
  const { ledger, state } = fold(minimumPaid().close());
  const { seq = 0 } = ledger.closed[2] ?? {};
  const lines = ledger.lines.filter((line) => line.seq === seq);
  expect(lines.map(({ number }) => number)).toEqual(lines.map((_, index) => index + 1));
  expect(lines.at(-1)?.kind).toBe('carried-balance');
  const plan = lines.filter(({ kind }) => kind === 'plan-instalment');
  expect(plan.map(({ instalment }) => instalment)).toEqual(
    plan.map((_, index) => ({ number: index + 1, of: 6, purchaseCents: 69_061 })),
  );
  const iof = lines.find(({ kind }) => kind === 'iof')?.amountCents;
  const dues = ['2026-09-10', '2026-10-10', '2026-11-10', '2026-12-10', '2027-01-10', '2027-02-10'];
  const priced = pricePlan(69_061, '0.09', 6, 60_000 - 8_680);
  expect(iof).toBe(planIof(priced, dues, '2026-08-10', policyOf('v1')));
  for (const [cycle, invoice] of state.invoices)
    expect(ledger.invoices.get(`${state.accountId}/${cycle}`)?.totalCents).toBe(invoice.totalCents);
  for (const { cycle, amountCents } of plan.slice(2))
    expect(ledger.invoices.get(`${state.accountId}/${cycle}`)).toMatchObject({ cycle, totalCents: amountCents });
});

test('a small debt goes into fewer instalments, none below R$ 5.00 but a single one, and IOF of nothing is no line', () => {
  const planned = (cents: number) => {
    // Paid in the next cycle but for so much; then not at all, with charges that leave the sum to be planned alone.
    const story = new AccountStory('ana').buy(cents).close().close().close();
    const { ledger } = fold(story);
    const { seq = 0 } = ledger.closed[2] ?? {};
    return ledger.lines.filter((line) => line.seq === seq && line.kind !== 'carried-balance');
  };
  const kindsOf = (cents: number) => planned(cents).map(({ kind, amountCents }) => [kind, amountCents]);
  const plan = planned(1_400).filter(({ kind }) => kind === 'plan-instalment');
  expect(plan.map(({ instalment }) => instalment?.of)).toEqual([3, 3, 3]);
  for (const { amountCents } of plan) expect(amountCents).toBeGreaterThanOrEqual(500);
  expect(kindsOf(1)).toEqual([
    ['plan-credit', -1],
    ['plan-instalment', 1],
  ]);
  expect(kindsOf(60)).toEqual([
    ['late-fee', 1],
    ['late-interest', 1],
    ['plan-credit', -71],
    ['plan-instalment', 77],
  ]);
  expect(kindsOf(115).at(-1)).toEqual(['iof', 1]);
});

test('paid in full but late, the charges are billed, and nothing revolves', () => {
  const story = new AccountStory('ana').buy(100_000).close().pay(100_000, '2026-07-25T15:00:00.000Z').close();
  const { linesOf, state } = fold(story);
  expect(linesOf(2).map(([kind]) => kind)).toEqual([
    ...['carried-balance', 'payment', 'late-fee', 'late-interest', 'interest', 'iof'],
  ]);
  expect(state.last).toMatchObject({
    totalCents: 10_003,
    revolvedCents: 0,
    debtCents: 0,
    chargedCents: 0,
    lateInRow: 1,
  });
});

test('a closing keeps what is to come: twelve months with their dates, and all that hold lines', () => {
  const { ledger } = fold(new AccountStory('ana').buy(15_000, { instalments: 15 }).close());
  const coming = ledger.closed[0]?.coming ?? [];
  expect(coming.map(({ cycle, totalCents }) => [cycle, totalCents])).toEqual(
    Array.from({ length: 14 }, (_, index) => [index + 2, 1_000]),
  );
  const bare = fold(new AccountStory('bia').close()).ledger.closed[0]?.coming ?? [];
  expect(bare.map(({ cycle, totalCents }) => [cycle, totalCents])).toEqual(
    Array.from({ length: 12 }, (_, index) => [index + 2, 0]),
  );
  expect([bare[0], bare.at(-1)]).toMatchObject([
    { closesOn: '2026-08-03', dueOn: '2026-08-10' },
    { closesOn: '2027-07-03', dueOn: '2027-07-10' },
  ]);
});
