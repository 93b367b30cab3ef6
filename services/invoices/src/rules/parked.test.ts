import type { AccountFact } from '@faturaviva/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message } from './message.ts';
import { AccountStory, discardOf, messageOf, poison } from './test-facts.ts';
import { Ledger } from './test-ledger.ts';

/** Facts of one account that speak of one another, over two closings. */
const story = () =>
  new AccountStory('ana')
    .card()
    .buy(9000, { instalments: 3 })
    .refund([['refund', -3000]])
    .hold(700)
    .close()
    .capture(600)
    .endHold('captured', 100)
    .buy(400)
    .dispute(400, [['dispute-credit', -400]])
    .pay(50)
    .resolve([['dispute-reversal', 400]])
    .refund([['refund', -400]])
    .deny()
    .close()
    .pay(10);

const seqs = (...wanted: number[]) => new Set(wanted);

/** The story's log with some facts unreadable, in their place. */
const logWith = (facts: AccountFact[], parked: Set<number>): Message[] =>
  facts.map((fact, offset) => (parked.has(fact.seq) ? poison(fact, offset) : messageOf(fact, offset)));

const repairOf = (facts: AccountFact[], seq: number, offset: number): Message => {
  const fact = facts.find((one) => one.seq === seq);
  if (!fact) throw new Error('a fact');
  return messageOf({ ...fact, repairs: `card-transactions/0/${seq - 1}` }, offset);
};
const discard = (facts: AccountFact[], seq: number, offset: number): Message => {
  const fact = facts.find((one) => one.seq === seq);
  if (!fact) throw new Error('a fact');
  return messageOf(discardOf(fact), offset);
};

test('what refers to a parked purchase waits with it, what does not goes on, and its repair lets all through', () => {
  const { facts, accountId } = story();
  const ledger = new Ledger();
  ledger.apply(logWith(facts.slice(0, 6), seqs(3)));
  expect(ledger.states.get(accountId)).toMatchObject({ seq: 6, cycle: 2, epoch: 1 });
  expect(ledger.waitingOf(accountId)).toEqual([4]);
  expect(ledger.lines).toEqual([]);

  ledger.apply([repairOf(facts, 3, 20)]);
  expect(ledger.waitingOf(accountId)).toEqual([]);
  expect(ledger.states.get(accountId)).toMatchObject({ seq: 6, epoch: 3 });
  expect(ledger.lines.map(({ kind, seq, cycle }) => [kind, seq, cycle])).toEqual([
    ['instalment', 3, 2],
    ['instalment', 3, 3],
    ['instalment', 3, 4],
    ['refund', 4, 2],
  ]);
});

test('what waits waits for all that it may speak of, and is folded in the order of its seq', () => {
  const { facts, accountId } = story();
  // The hold, the purchase and the dispute are unreadable; so is a payment that nobody speaks of.
  const ledger = new Ledger().applyInCuts(logWith(facts, seqs(5, 9, 10, 11)), [4]);
  expect(ledger.waitingOf(accountId)).toEqual([7, 8, 12, 13, 14]);
  ledger.apply([repairOf(facts, 9, 30)]);
  expect(ledger.waitingOf(accountId)).toEqual([7, 8, 12]);
  ledger.apply([repairOf(facts, 5, 31), repairOf(facts, 11, 32)]);
  expect(ledger.waitingOf(accountId)).toEqual([12]);
  ledger.apply([repairOf(facts, 10, 33)]);
  expect(ledger.waitingOf(accountId)).toEqual([]);
  expect([...ledger.holds.values()]).toMatchObject([{ outcome: 'captured', remainingCents: 0 }]);
});

test('a chain of references is let through by one repair', () => {
  const chain = new AccountStory('ana')
    .hold(700)
    .capture(600)
    .refund([['refund', -100]]);
  const ledger = new Ledger().applyInCuts(logWith(chain.facts, seqs(2)), [10]);
  expect(ledger.waitingOf(chain.accountId)).toEqual([3, 4]);
  ledger.apply([repairOf(chain.facts, 2, 20)]);
  expect(ledger.lines.map(({ kind, seq }) => [kind, seq])).toEqual([
    ['purchase', 3],
    ['refund', 4],
  ]);
});

test('a parked fact that comes after it on the account is none that a fact could speak of', () => {
  const { facts, accountId } = new AccountStory('ana').pay(1).endHold('expired', 1).pay(2).pay(3);
  const ledger = new Ledger();
  // The fifth, unreadable, is on the log before the third.
  ledger.apply([...logWith(facts, seqs(5)).filter(({ seq }) => seq !== 3), ...logWith(facts, seqs()).slice(2, 3)]);
  expect(ledger.states.get(accountId)?.seq).toBe(5);
  expect(ledger.waitingOf(accountId)).toEqual([]);
});

test('a repair that comes before that of what it needs waits for it', () => {
  const story = new AccountStory('ana')
    .buy(100)
    .refund([['refund', -10]])
    .close()
    .close()
    .pay(5)
    .close()
    .pay(7);
  const parked = seqs(2, 3, 4, 5, 7);
  const { facts, accountId } = story;
  const bad = new Ledger().applyInCuts(logWith(facts, parked), [3]);
  expect(bad.states.get(accountId)).toMatchObject({ seq: 5, cycle: 1 });
  const repairs = [7, 5, 3, 4, 2].map((seq, index) => repairOf(facts, seq, 20 + index));
  const ledger = bad.applyInCuts(repairs.slice(0, 2), [1]);
  expect(ledger.states.get(accountId)).toMatchObject({ seq: 5, cycle: 1 });
  expect(ledger.waitingOf(accountId)).toEqual([5, 6, 7, 8]);
  ledger.applyInCuts(repairs.slice(2, 3), [1]);
  expect(ledger.waitingOf(accountId)).toEqual([3, 5, 6, 7, 8]);
  ledger.applyInCuts(repairs.slice(3), [1]);
  expect(ledger.states.get(accountId)).toMatchObject({ seq: 8, cycle: 4 });
  expect(ledger.parked.map(({ seq, state }) => [seq, state])).toEqual([2, 3, 4, 5, 7].map((seq) => [seq, 'repaired']));
  expect(ledger.waitingOf(accountId)).toEqual([]);
  expect(ledger.closed.map(({ cycle }) => cycle)).toEqual([1, 2, 3]);
});

test('given up, a parked fact means nothing, and what waited for it waits no more', () => {
  const { facts, accountId } = story();
  const ledger = new Ledger().applyInCuts(logWith(facts.slice(0, 5), seqs(3)), [2]);
  expect(ledger.waitingOf(accountId)).toEqual([4]);
  ledger.apply([discard(facts, 3, 20)]);
  expect(ledger.parked).toMatchObject([{ seq: 3, open: false, state: 'discarded', note: 'nobody can mend it' }]);
  expect(ledger.lines.map(({ kind }) => kind)).toEqual(['refund']);
  expect(ledger.states.get(accountId)).toMatchObject({ seq: 5, epoch: 3 });
  // It is over: a repair that comes after all is one fact too many.
  ledger.apply([repairOf(facts, 3, 21)]);
  expect(ledger).toMatchObject({ duplicates: 1, waiting: new Map([[accountId, new Map()]]) });
  expect(ledger.lines).toHaveLength(1);
});

test('a fact that was handled cannot be given up, nor can one that waits', () => {
  const { facts } = story();
  const expected = new Ledger().applyInCuts(logWith(facts, seqs()), [100]).view();
  const ledger = new Ledger().applyInCuts([...logWith(facts, seqs()), discard(facts, 3, 30)], [100]);
  expect(ledger.duplicates).toBe(1);
  expect(ledger.view()).toEqual(expected);

  const waits = new Ledger().applyInCuts([...logWith(facts, seqs(3)), discard(facts, 4, 30)], [100]);
  expect(waits.duplicates).toBe(1);
  expect(waits.waitingOf(facts[0]?.accountId ?? '')).toEqual([4]);
});

test('giving up needs a message that it names, and an open cycle needs its closing', () => {
  const { facts, accountId } = story();
  const [opened, issued] = facts;
  if (!opened || !issued) throw new Error('two facts');
  const { repairs: _, ...nameless } = discardOf(issued);
  const ledger = new Ledger();
  ledger.apply([messageOf(opened, 0), messageOf(nameless, 1)]);
  expect(ledger.parked).toMatchObject([{ seq: 2, reason: 'conflicting', open: true }]);

  const closing = new Ledger().applyInCuts([...logWith(facts, seqs(6)), discard(facts, 6, 30)], [3]);
  expect(closing.parked).toMatchObject([
    { seq: 6, state: 'open', open: true },
    { seq: 6, reason: 'conflicting', open: false },
  ]);
  closing.apply([repairOf(facts, 6, 31)]);
  expect(closing.states.get(accountId)).toMatchObject({ seq: facts.length, cycle: 3 });
});

test('the same fact that waits, delivered again, is a duplicate, and other bytes are a conflict', () => {
  const { facts, accountId } = story();
  const refund = facts[3];
  if (!refund) throw new Error('a refund');
  const ledger = new Ledger().applyInCuts(logWith(facts.slice(0, 5), seqs(3)), [1]);
  ledger.apply([messageOf(refund, 20), messageOf(refund, 21, '{"other":1}')]);
  expect(ledger.duplicates).toBe(1);
  expect(ledger.parked.slice(1)).toMatchObject([{ seq: 4, reason: 'conflicting', open: false }]);
  expect(ledger.waitingOf(accountId)).toEqual([4]);
});

test('without a parked fact nobody asks what there is to refer to', () => {
  const { facts } = story();
  const strangers = new AccountStory('bia').endHold('expired', 1);
  const ledger = new Ledger().applyInCuts(
    [...logWith(facts, seqs()), ...strangers.facts.map((fact, offset) => messageOf(fact, 40 + offset))],
    [5],
  );
  expect(ledger.twice).toBe(0);
  expect(ledger.waitingOf(strangers.accountId)).toEqual([]);
});

test('closed invoices keep their bytes when repairs and what waited come after the closing', () => {
  const { facts } = story();
  const ledger = new Ledger().applyInCuts(logWith(facts, seqs(3, 9)), [3]);
  const closed = structuredClone(ledger.closed);
  const invoices = [1, 2].map((cycle) => structuredClone(ledger.invoices.get(`${facts[0]?.accountId}/${cycle}`)));
  expect(closed).toHaveLength(2);
  ledger.apply([repairOf(facts, 3, 40), repairOf(facts, 9, 41)]);
  expect(ledger.lines.filter(({ cycle }) => cycle === 3).length).toBeGreaterThan(3);
  expect(ledger.closed).toEqual(closed);
  expect([1, 2].map((cycle) => ledger.invoices.get(`${facts[0]?.accountId}/${cycle}`))).toEqual(invoices);
});

test('any cut of a log with parked facts, repairs, discards and duplicates ends in the same tables', () => {
  const { facts } = story();
  const count = facts.length;
  const other = new AccountStory('bia')
    .buy(10)
    .refund([['refund', -10]])
    .close();
  const ends = fc.record({
    seq: fc.integer({ min: 1, max: count }),
    end: fc.constantFrom('repair' as const, 'discard' as const, 'open' as const),
    /** How many records after its own. */
    later: fc.integer({ min: 0, max: count }),
  });
  const scene = fc.record({
    ends: fc.uniqueArray(ends, { selector: ({ seq }) => seq, maxLength: 6 }),
    again: fc.array(fc.nat(count - 1), { maxLength: 4 }),
    cuts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
  });
  let referring = 0;
  fc.assert(
    fc.property(scene, ({ ends: settled, again, cuts }) => {
      const parked = seqs(...settled.map(({ seq }) => seq));
      const log = [...logWith(facts, parked), ...logWith(other.facts, seqs())];
      for (const { seq, end, later } of settled) {
        const own = log.findIndex((message) => message.kind === 'unusable' && message.seq === seq);
        if (end !== 'open')
          log.splice(own + 1 + later, 0, end === 'repair' ? repairOf(facts, seq, 0) : discard(facts, seq, 0));
      }
      for (const pick of again) {
        const one = log[pick];
        if (one) log.splice(pick + (pick % 5), 0, one);
      }
      const numbered = log.map((message, offset) => ({ ...message, record: { ...message.record, offset } }));
      const whole = new Ledger().applyInCuts(numbered, [1000]);
      const cut = new Ledger().applyInCuts(numbered, cuts);
      expect(cut.view()).toEqual(whole.view());
      expect(cut.duplicates).toBe(whole.duplicates);
      if (whole.twice > 0) referring += 1;
    }),
    { numRuns: 400 },
  );
  expect(referring).toBeGreaterThan(50);
});

test('what is unreadable where a fact was folded or waits holds nothing open, and its repair adds nothing', () => {
  const { facts, accountId } = new AccountStory('ana').buy(100).pay(50).pay(60);
  const [opened, bought, paid, later] = facts;
  if (!opened || !bought || !paid || !later) throw new Error('four facts');
  const repair = (fact: AccountFact, offset: number) =>
    messageOf({ ...fact, repairs: 'card-transactions/0/9' }, offset);
  const ledger = new Ledger();
  ledger.apply([messageOf(opened, 0), messageOf(bought, 1), poison(bought, 2), repair(bought, 3)]);
  ledger.apply([messageOf(later, 4), poison(later, 5), messageOf(paid, 6)]);
  expect(ledger.parked.map(({ seq, open }) => [seq, open])).toEqual([
    [2, false],
    [4, false],
  ]);
  expect(ledger.lines.map(({ seq }) => seq)).toEqual([2, 3, 4]);
  expect(ledger.states.get(accountId)).toMatchObject({ seq: 4, epoch: 1 });
});

test('a parked fact that comes again as it was, and is no repair, is not folded', () => {
  const { facts } = new AccountStory('ana').buy(100).pay(50);
  const [opened, bought, paid] = facts;
  if (!opened || !bought || !paid) throw new Error('three facts');
  const ledger = new Ledger();
  ledger.apply([messageOf(opened, 0), poison(bought, 1), messageOf(paid, 2), messageOf(bought, 3)]);
  expect(ledger.lines.map(({ seq }) => seq)).toEqual([3]);
  expect(ledger.duplicates).toBe(1);
});

test('what waited for a repair is folded in the order of its seq', () => {
  const { facts } = new AccountStory('ana')
    .buy(1000)
    .refund([['refund', -100]])
    .refund([['refund', -200]])
    .deny();
  const ledger = new Ledger();
  ledger.apply(logWith(facts, seqs(2)));
  ledger.apply([repairOf(facts, 2, 20)]);
  expect(ledger.lines.map(({ seq, position }) => [seq, position])).toEqual([
    [2, 1],
    [3, 2],
    [4, 3],
  ]);
});

test('a repair whose purchase nobody knows is folded once nothing else is parked', () => {
  const { facts, accountId } = new AccountStory('ana').buy(1000).refund([['refund', -100]]);
  const [opened, , refunded] = facts;
  if (!opened || !refunded) throw new Error('facts');
  const alone = [opened, { ...refunded, seq: 2 }];
  const ledger = new Ledger();
  ledger.apply(logWith(alone, seqs(2)));
  ledger.apply([repairOf(alone, 2, 20)]);
  expect(ledger.waitingOf(accountId)).toEqual([]);
  expect(ledger.lines.map(({ amountCents }) => amountCents)).toEqual([-100]);
});

test('a contradiction and what is said in its place may come in one batch', () => {
  const { facts } = new AccountStory('ana').hold(100).hold(200);
  const paid = new AccountStory('ana').hold(100).pay(50).facts[2];
  if (!paid) throw new Error('a payment');
  const messages = facts.map((fact, offset) => messageOf(fact, offset));
  const ledger = new Ledger();
  ledger.apply([...messages, messageOf({ ...paid, repairs: 'card-transactions/0/2' }, 9)]);
  expect(ledger.parked.map(({ seq, state }) => [seq, state])).toEqual([[3, 'repaired']]);
  expect(ledger.lines.map(({ amountCents }) => amountCents)).toEqual([-50]);
});
