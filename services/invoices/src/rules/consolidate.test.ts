import { type AccountFact, type Adjustment, AdjustmentKind, FaturaFechada } from '@faturaviva/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consolidate } from './consolidate.ts';
import { type AccountState, type Effects, limitOf } from './state.ts';
import { AccountStory } from './test-facts.ts';

function fold(facts: AccountFact[]) {
  let state: AccountState | null = null;
  const all: Omit<Effects, 'state'> = {
    lines: [],
    invoices: [],
    days: [],
    cards: [],
    holds: [],
    declines: [],
    disputes: [],
    closed: [],
  };
  for (const fact of facts) {
    const result = consolidate(state, fact);
    if (result.kind !== 'folded') throw new Error(result.detail);
    state = result.state;
    all.lines.push(...result.lines);
    all.invoices.push(...result.invoices);
    all.days.push(...result.days);
    all.cards.push(...result.cards);
    all.declines.push(...result.declines);
    all.disputes.push(...result.disputes);
    all.closed.push(...result.closed);
  }
  if (!state) throw new Error('no facts');
  const invoices = new Map(all.invoices.map((invoice) => [invoice.cycle, invoice]));
  return { ...all, state, invoices };
}

test('D1, D2: instalment k lies in the k-th invoice from the one that was open', () => {
  const { lines, invoices } = fold(new AccountStory('ana').buy(10000, { instalments: 3 }).facts);
  expect(lines.map(({ cycle, number, amountCents }) => [cycle, number, amountCents])).toEqual([
    [1, 1, 3334],
    [2, 2, 3333],
    [3, 3, 3333],
  ]);
  expect(lines.map(({ instalment }) => instalment)).toEqual(
    [1, 2, 3].map((number) => ({ number, of: 3, purchaseCents: 10000 })),
  );
  expect([...invoices.values()].map(({ totalCents }) => totalCents)).toEqual([3334, 3333, 3333]);

  const two = fold(new AccountStory('bia').buy(1000, { instalments: 2 }).facts);
  expect(two.lines.map(({ kind }) => kind)).toEqual(['instalment', 'instalment']);

  const six = fold(new AccountStory('ana').close().buy(127361, { instalments: 6 }).facts);
  expect(six.lines.map((line) => [line.cycle, line.amountCents])).toEqual([
    [2, 21231],
    ...[3, 4, 5, 6, 7].map((cycle) => [cycle, 21226]),
  ]);
});

test('D3, D4: the cycle of the fact decides, not the clock', () => {
  const { lines } = fold(
    new AccountStory('ana')
      .buy(100, { at: '2026-07-04T02:59:59.000Z' })
      .close()
      .buy(200, { at: '2026-07-04T03:00:00.000Z' }).facts,
  );
  expect(lines.map((line) => [line.cycle, line.kind, line.amountCents])).toEqual([
    [1, 'purchase', 100],
    [2, 'carried-balance', 100],
    [2, 'purchase', 200],
  ]);
});

test('D9: a purchase takes its whole value from the limit, and a paid instalment gives its own back', () => {
  const story = new AccountStory('ana').buy(127361, { instalments: 6 });
  expect(limitOf(fold(story.facts).state).availableCents).toBe(372639);
  expect(limitOf(fold(story.close().pay(21231).facts).state)).toEqual({
    openCents: 21226,
    futureCents: 4 * 21226,
    pendingCents: 0,
    availableCents: 393870 + 0,
  });
});

test('D16: a payment of more than the total is carried in the favour of the holder', () => {
  const { invoices } = fold(new AccountStory('ana').buy(25000).pay(30000).close().facts);
  expect(invoices.get(1)).toMatchObject({ totalCents: -5000, purchasesCents: 25000, paymentsCents: -30000 });
  expect(invoices.get(2)).toMatchObject({ totalCents: -5000, carriedCents: -5000, purchasesCents: 0, lineCount: 1 });
});

test('a closing fixes the dates of both invoices, and a total of zero carries nothing', () => {
  const { invoices, lines, state } = fold(new AccountStory('ana').close().facts);
  expect(invoices.get(1)?.dates).toMatchObject({ closesOn: '2026-07-03', dueOn: '2026-07-10' });
  expect(invoices.get(2)?.dates).toMatchObject({ opensOn: '2026-07-04', dueOn: '2026-08-10' });
  expect(lines).toEqual([]);
  expect([...state.invoices.keys()]).toEqual([2]);
});

test('a decline is told and charges nothing', () => {
  const { declines, lines, state } = fold(new AccountStory('ana').decline(999).facts);
  expect(declines).toMatchObject([{ amountCents: 999, reason: 'limit-exceeded', availableCents: 1 }]);
  expect(lines).toEqual([]);
  expect(limitOf(state).availableCents).toBe(500_000);
});

test('a card is blocked and unblocked, and stays blocked when its issue comes late', () => {
  const story = new AccountStory('ana').card();
  expect(fold(story.facts).cards.at(-1)?.card).toMatchObject({ last4: '4242', blocked: false });
  story.block();
  expect(fold(story.facts).cards.at(-1)?.card).toMatchObject({ last4: '4242', blocked: true });
  expect(fold(story.unblock().facts).cards.at(-1)?.card).toMatchObject({ last4: '4242', blocked: false });

  const [opened, issued, blocked] = new AccountStory('ana').card().block().facts;
  if (!opened || !issued || !blocked) throw new Error('three facts');
  const late = fold([opened, blocked, { ...issued, repairs: 'card-transactions/0/1' }]);
  expect(late.cards.at(-1)?.card).toMatchObject({ last4: '4242', blocked: true });
  expect(late.state).toMatchObject({ seq: 3, epoch: 2 });
});

test('a purchase that a repair brings after its cycle closed goes to the open invoice', () => {
  const { facts } = new AccountStory('ana').buy(1000).close();
  const [opened, bought, closed] = facts;
  if (!opened || !bought || !closed) throw new Error('three facts');
  const { lines, days, state } = fold([opened, closed, bought]);
  expect(lines.map((line) => [line.cycle, line.amountCents])).toEqual([[2, 1000]]);
  expect(days).toEqual([{ cycle: 2, on: '2026-07-04', cents: 1000 }]);
  expect(state).toMatchObject({ seq: 3, epoch: 2, cycle: 2 });
});

test('facts that contradict the account are refused with a reason', () => {
  const [opened, bought] = new AccountStory('ana').buy(1000).facts;
  if (!opened || !bought) throw new Error('two facts');
  expect(consolidate(null, bought)).toMatchObject({ kind: 'contradiction' });
  expect(consolidate(fold([opened]).state, { ...opened, seq: 2 })).toMatchObject({ kind: 'contradiction' });
  const closing = new AccountStory('ana').close().close().facts;
  const again = closing[1];
  if (!again) throw new Error('a closing');
  expect(consolidate(fold(closing).state, { ...again, seq: 4 })).toMatchObject({
    detail: 'closes cycle 1, but cycle 3 is the open one',
  });
});

type Step =
  | { do: 'buy'; cents: number; instalments: number }
  | { do: 'pay'; cents: number }
  | { do: 'adjust'; kind: Adjustment['kind']; cents: number; ahead: number }
  | { do: 'hold'; cents: number }
  | { do: 'close' };
const cents = fc.integer({ min: 24, max: 1_000_000_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('buy' as const), cents, instalments: fc.integer({ min: 1, max: 24 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pay' as const), cents }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('adjust' as const),
      kind: fc.constantFrom(...AdjustmentKind.options),
      cents: fc.integer({ min: -1_000_000, max: 1_000_000 }).filter((amount) => amount !== 0),
      ahead: fc.integer({ min: 0, max: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('hold' as const), cents }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const) }) },
);

function storyOf(steps: Step[]): AccountStory {
  const story = new AccountStory('ana');
  for (const next of steps) {
    if (next.do === 'buy') story.buy(next.cents, { instalments: next.instalments });
    else if (next.do === 'pay') story.pay(next.cents);
    else if (next.do === 'adjust') story.plan(1000, 2, [[next.kind, next.cents, next.ahead]]);
    else if (next.do === 'hold') story.hold(next.cents, `hold-${story.facts.length}`);
    else story.close();
  }
  return story;
}

const sum = (numbers: number[]): number => numbers.reduce((total, next) => total + next, 0);

test('sums are those of the lines, in every invoice, whatever happened', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { lines, invoices, days, state } = fold(storyOf(steps).facts);
      for (const invoice of invoices.values()) {
        const own = lines.filter((line) => line.cycle === invoice.cycle);
        const of = (...kinds: string[]) =>
          sum(own.filter(({ kind }) => kinds.includes(kind)).map((l) => l.amountCents));
        expect(invoice.totalCents).toBe(sum(own.map((line) => line.amountCents)));
        expect(invoice.lineCount).toBe(own.length);
        expect(invoice.purchasesCents).toBe(of('purchase', 'instalment', 'instalment-cancelled', 'instalment-moved'));
        expect(invoice.paymentsCents).toBe(of('payment'));
        expect(invoice.carriedCents).toBe(of('carried-balance', 'plan-credit'));
        expect(invoice.creditsCents).toBe(of('refund', 'discount', 'dispute-credit', 'dispute-reversal'));
        expect(invoice.financedCents).toBe(of('plan-instalment'));
        expect(invoice.chargesCents).toBe(of('late-fee', 'late-interest', 'interest', 'iof'));
        expect(own.map(({ position }) => position)).toEqual(own.map((_, index) => index + 1));
        const ownDays = sum(days.filter((day) => day.cycle === invoice.cycle).map((day) => day.cents));
        expect(ownDays).toBe(invoice.cycle <= state.cycle ? invoice.purchasesCents : 0);
      }
    }),
  );
});

test('used = everything bought, adjusted and held - everything paid + what closings charged, however often the cycle closes', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const { state, closed } = fold(storyOf(steps).facts);
      const charged = sum(closed.map(({ data }) => FaturaFechada.data.parse(JSON.parse(data)).decidedChargesCents));
      const bought = sum(steps.map((one) => (one.do === 'buy' ? one.cents : 0)));
      const paid = sum(steps.map((one) => (one.do === 'pay' ? one.cents : 0)));
      const adjusted = sum(steps.map((one) => (one.do === 'adjust' ? one.cents : 0)));
      const held = sum(steps.map((one) => (one.do === 'hold' ? one.cents : 0)));
      const { openCents, futureCents, pendingCents, availableCents } = limitOf(state);
      expect(openCents + futureCents).toBe(bought + adjusted - paid + charged);
      expect(pendingCents).toBe(held);
      expect(availableCents).toBe(state.limitCents - bought - adjusted - held + paid - charged);
    }),
  );
});

test('the instalments of each purchase sum to it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const story = storyOf(steps);
      const { lines } = fold(story.facts);
      for (const fact of story.facts) {
        if (fact.type !== 'br.faturaviva.CompraEfetuada.v1') continue;
        const own = lines.filter((line) => line.purchaseId === fact.data.purchaseId);
        expect(sum(own.map((line) => line.amountCents))).toBe(fact.data.amountCents);
        expect(own).toHaveLength(fact.data.instalments);
      }
    }),
  );
});
