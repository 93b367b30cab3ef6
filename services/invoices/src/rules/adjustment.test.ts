import type { AccountFact } from '@faturaviva/events';
import { expect, test } from 'vitest';
import { limitOf } from './state.ts';
import { AccountStory, messageOf, poison } from './test-facts.ts';
import { Ledger } from './test-ledger.ts';

function fold(story: { facts: AccountFact[] }) {
  const ledger = new Ledger();
  ledger.apply(story.facts.map((fact, offset) => messageOf(fact, offset)));
  const state = [...ledger.states.values()][0];
  if (!state) throw new Error('an account');
  const invoice = (cycle: number) => ledger.invoices.get(`${state.accountId}/${cycle}`);
  const lines = (cycle: number) =>
    ledger.lines.filter((line) => line.cycle === cycle).map(({ kind, amountCents }) => [kind, amountCents]);
  const dayCents = (cycle: number) =>
    [...ledger.days].reduce(
      (sum, [key, cents]) => sum + (key.startsWith(`${state.accountId}/${cycle}/`) ? cents : 0),
      0,
    );
  return { ledger, state, invoice, lines, dayCents };
}

test('D10: a refund credits what was billed and cancels what was to come, and gives the limit back', () => {
  const cancelled = [1, 2, 3, 4].map(
    (ahead) => ['instalment-cancelled', -21226, ahead, { number: ahead + 2, of: 6 }] as const,
  );
  const story = new AccountStory('ana').buy(127361, { instalments: 6 }).close().pay(42457);
  story.refund([['refund', -42457], ...cancelled]);
  const { state, invoice, lines, ledger } = fold(story);
  expect(invoice(2)).toMatchObject({ creditsCents: -42457, purchasesCents: 21226, paymentsCents: -42457 });
  for (const cycle of [3, 4, 5, 6]) {
    expect(lines(cycle)).toEqual([
      ['instalment', 21226],
      ['instalment-cancelled', -21226],
    ]);
    expect(invoice(cycle)).toMatchObject({ totalCents: 0, purchasesCents: 0, lineCount: 2 });
  }
  // All was paid and all was given back: what was paid is the holder's.
  expect(limitOf(state).availableCents).toBe(500_000 + 42457);
  expect(ledger.lines.at(-1)).toMatchObject({
    instalment: { number: 6, of: 6, purchaseCents: 127361 },
    purchaseId: ledger.lines[0]?.purchaseId,
    merchant: { name: 'Padaria Central' },
    number: 5,
    seq: 5,
  });
});

test('instalments that move to the open invoice count there on that day, and no longer where they were', () => {
  const story = new AccountStory('ana').buy(9000, { instalments: 3 });
  story.anticipate([
    ['instalment-moved', -3000, 1, { number: 2, of: 3 }],
    ['instalment', 3000, 0, { number: 2, of: 3 }],
    ['discount', -90],
  ]);
  const { invoice, dayCents } = fold(story);
  expect(invoice(1)).toMatchObject({ purchasesCents: 6000, creditsCents: -90, totalCents: 5910 });
  expect(dayCents(1)).toBe(6000);
  const opened = fold(story.close());
  expect(opened.invoice(2)).toMatchObject({ purchasesCents: 0, carriedCents: 5910 });
  expect(opened.dayCents(2)).toBe(0);
});

test('D19: a dispute is a credit in trust, and its end sets it back', () => {
  const story = new AccountStory('ana').buy(19990).dispute(19990, [['dispute-credit', -19990]]);
  expect(fold(story).invoice(1)).toMatchObject({ totalCents: 0, creditsCents: -19990, purchasesCents: 19990 });
  const won = fold(story.close().resolve([['dispute-reversal', 19990]]));
  expect(won.invoice(2)).toMatchObject({ totalCents: 19990, creditsCents: 19990, carriedCents: 0 });
  expect([...won.ledger.disputes.keys()]).toHaveLength(1);
});

test('D15: a plan takes its principal out and bills its instalments, interest in them and IOF beside them', () => {
  const instalments = Array.from(
    { length: 6 },
    (_, index) => ['plan-instalment', index < 5 ? 17834 : 17831, index + 1, { number: index + 1, of: 6 }] as const,
  );
  const story = new AccountStory('ana').buy(80000).close();
  story.plan(80000, 6, [['plan-credit', -80000], ['iof', 1059], ...instalments]);
  const { invoice, ledger } = fold(story);
  expect(invoice(2)).toMatchObject({
    carriedCents: 0,
    financedCents: 0,
    chargesCents: 1059,
    totalCents: 1059,
  });
  expect([3, 4, 5, 6, 7, 8].map((cycle) => invoice(cycle)?.financedCents)).toEqual([
    17834, 17834, 17834, 17834, 17834, 17831,
  ]);
  expect(ledger.lines.at(-1)).toMatchObject({
    purchaseId: null,
    instalment: { number: 6, of: 6, purchaseCents: 80000 },
  });
});

test('lines of a cycle that closed meanwhile go to the open invoice', () => {
  const story = new AccountStory('ana').buy(9000, { instalments: 3 }).refund([
    ['refund', -3000],
    ['instalment-cancelled', -3000, 1],
    ['instalment-cancelled', -3000, 2],
  ]);
  const refunded = story.facts.at(-1);
  if (!refunded) throw new Error('a refund');
  const facts = [...story.facts.slice(0, 2), ...new AccountStory('ana').buy(9000).close().close().facts.slice(2)];
  const renumbered = facts.map((fact, index) => ({ ...fact, seq: index + 1 }));
  const { lines } = fold({ facts: [...renumbered, { ...refunded, seq: renumbered.length + 1 }] });
  expect(lines(3).slice(-3)).toEqual([
    ['refund', -3000],
    ['instalment-cancelled', -3000],
    ['instalment-cancelled', -3000],
  ]);
});

test('D17: a hold takes limit in no invoice, and what is captured of it becomes a line', () => {
  const story = new AccountStory('ana').hold(50000);
  expect(limitOf(fold(story).state)).toMatchObject({ pendingCents: 50000, openCents: 0, availableCents: 450_000 });
  const rolled = fold(story.close());
  expect(rolled.invoice(1)).toMatchObject({ totalCents: 0, lineCount: 0 });
  expect(limitOf(rolled.state).pendingCents).toBe(50000);
  const captured = fold(story.capture(43000).endHold('captured', 7000));
  expect(captured.lines(2)).toEqual([['purchase', 43000]]);
  expect(limitOf(captured.state)).toMatchObject({ pendingCents: 0, openCents: 43000, availableCents: 457_000 });
  expect([...captured.ledger.holds.values()]).toMatchObject([{ outcome: 'captured', remainingCents: 0 }]);
});

test('D18: a hold that expires gives its limit back, and a late capture is charged all the same', () => {
  const story = new AccountStory('ana').hold(50000).endHold('expired', 50000);
  expect(limitOf(fold(story).state)).toMatchObject({ pendingCents: 0, availableCents: 500_000 });
  const late = fold(story.capture(43000, { heldCents: 0, forced: true }));
  expect(limitOf(late.state)).toMatchObject({ pendingCents: 0, availableCents: 457_000 });
  expect([...late.ledger.holds.values()]).toMatchObject([{ outcome: 'expired' }]);
  const more = fold(new AccountStory('bia').hold(100).endHold('cancelled', 100).capture(100));
  expect([...more.ledger.holds.values()]).toMatchObject([{ outcome: 'cancelled', remainingCents: 0 }]);
  const twice = fold(story.endHold('cancelled', 0));
  expect([...twice.ledger.holds.values()]).toMatchObject([{ outcome: 'expired' }]);
});

test('a hold is captured in parts, and one that nobody knows changes nothing', () => {
  const story = new AccountStory('ana').hold(50000).capture(20000);
  expect(limitOf(fold(story).state)).toMatchObject({ pendingCents: 30000, openCents: 20000 });
  story.capture(40000, { heldCents: 30000 });
  expect(limitOf(fold(story).state)).toMatchObject({ pendingCents: 0, openCents: 60000 });
  const unknown = new AccountStory('bia').endHold('expired', 1, 'other').capture(100, { name: 'another' });
  expect(fold(unknown).ledger).toMatchObject({ parked: [], holds: new Map() });
});

test('the same hold a second time is a contradiction', () => {
  const { ledger, state } = fold(new AccountStory('ana').hold(100).hold(200));
  expect(ledger.parked).toMatchObject([{ seq: 3, reason: 'conflicting', open: true }]);
  expect(limitOf(state).pendingCents).toBe(100);
});

test('limit, days and blocks are those of the newest change, also when an older one is repaired after it', () => {
  const story = new AccountStory('ana')
    .limit(700_000)
    .limit(600_000)
    .dueDay(15)
    .dueDay(25, 10)
    .card()
    .block()
    .unblock();
  const messages = story.facts.map((fact, offset) =>
    [2, 4, 7].includes(fact.seq) ? poison(fact, offset) : messageOf(fact, offset),
  );
  const repairs = story.facts.flatMap((fact, offset) =>
    [2, 4, 7].includes(fact.seq) ? messageOf({ ...fact, repairs: `card-transactions/0/${offset}` }, 20 + offset) : [],
  );
  const ledger = new Ledger().applyInCuts([...messages, ...repairs], [3]);
  expect([...ledger.states.values()]).toMatchObject([
    { limitCents: 600_000, closingDay: 10, dueDay: 25, seq: 8, epoch: 4 },
  ]);
  expect([...ledger.cards.values()]).toMatchObject([{ last4: '4242', blocked: false }]);
});

test('a label of fraud changes nothing but the version', () => {
  const before = fold(new AccountStory('ana').buy(100));
  const after = fold(new AccountStory('ana').buy(100).deny());
  expect(after.state).toEqual({ ...before.state, seq: 3 });
});

test('a purchase abroad and its refund say what it was there; its tax is a line of its own, a cent of it too', () => {
  const story = new AccountStory('ana').buy(21_411).refund([['refund', -20_000]]);
  const original = {
    currency: 'USD',
    amountMinor: 3_790,
    ptax: '5.4321',
    ptaxOn: '2026-06-03',
    spread: '0.04',
    rate: '5.6494',
  };
  const abroad = (iofCents: number) =>
    story.facts.map((fact) => {
      if (fact.type === 'br.faturaviva.CompraEfetuada.v1')
        return { ...fact, data: { ...fact.data, original: { ...original, iofRate: '0.035', iofCents } } };
      if (fact.type !== 'br.faturaviva.CompraEstornada.v1') return fact;
      return { ...fact, data: { ...fact.data, original: { ...original, rate: '5.2000' } } };
    });
  const { ledger } = fold({ facts: abroad(749) });
  const there = { currency: 'USD', amountMinor: 3_790 };
  expect(ledger.lines.map(({ kind, number, amountCents, abroad: of }) => [kind, number, amountCents, of])).toEqual([
    ['purchase', 1, 21_411, { ...there, rate: '5.6494' }],
    ['iof', 2, 749, undefined],
    ['refund', 1, -20_000, { ...there, rate: '5.2000' }],
  ]);
  expect(fold({ facts: abroad(1) }).invoice(1)).toMatchObject({ chargesCents: 1, purchasesCents: 21_411 });
  expect(fold({ facts: abroad(0) }).lines(1)).toHaveLength(2);
});

test('a payment is one line that counts on no day of purchases, and one that comes late goes to the open invoice', () => {
  const story = new AccountStory('ana').pay(100);
  const { ledger } = fold(story);
  expect(ledger.lines).toMatchObject([
    { kind: 'payment', number: 1, position: 1, paid: { method: 'pix', on: '2026-06-04' } },
  ]);
  expect([...ledger.days]).toEqual([]);
  const { facts } = story.close();
  const messages = facts.map((fact, offset) => (fact.seq === 2 ? poison(fact, offset) : messageOf(fact, offset)));
  const [, paid] = facts;
  if (!paid) throw new Error('a payment');
  const late = new Ledger().applyInCuts(
    [...messages, messageOf({ ...paid, repairs: 'card-transactions/0/1' }, 9)],
    [4],
  );
  expect(late.lines.map(({ kind, cycle }) => [kind, cycle])).toEqual([['payment', 2]]);
  // The account's own time is that of its newest fact, whatever is repaired after it.
  expect([...late.states.values()]).toMatchObject([{ postedAt: facts[2]?.time, seq: 3, epoch: 2 }]);
});
