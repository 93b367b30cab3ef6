import type { AccountFact } from '@faturaviva/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Message, UnknownMessage } from './message.ts';
import { AccountStory, messageOf, poison } from './test-facts.ts';
import { Ledger } from './test-ledger.ts';

const story = (name: string) => new AccountStory(name).card().buy(9000, { instalments: 3 }).close().buy(500).pay(100);
/** Every kind of fact that refers to another, over a closing. */
const long = (name: string) =>
  story(name)
    .hold(700)
    .capture(600, { heldCents: 600 })
    .endHold('captured', 100)
    .refund([['refund', -200]])
    .close()
    .buy(3000, { instalments: 3 })
    .anticipate([
      ['instalment-moved', -1000, 1],
      ['instalment', 1000],
      ['discount', -50],
    ])
    .dispute(1000, [['dispute-credit', -1000]])
    .resolve([['dispute-reversal', 1000]])
    .close();

function unknown(fact: AccountFact, offset: number): UnknownMessage {
  const { record, accountId, seq, hash, factId } = messageOf(fact, offset);
  return { kind: 'unknown', record, hash, accountId, seq, factId, type: 'br.faturaviva.Novo.v1' };
}

function repair(fact: AccountFact, offset: number): Message {
  return messageOf({ ...fact, repairs: 'card-transactions/0/1' }, offset);
}

const numbered = (facts: AccountFact[]): Message[] => facts.map((fact, offset) => messageOf(fact, offset));

function after(...batches: Message[][]): Ledger {
  const ledger = new Ledger();
  for (const batch of batches) ledger.apply(batch);
  return ledger;
}

test('any cut, duplication and interleaving that keeps the order of each account ends in the same state', () => {
  const names = ['ana', 'bia', 'caio'];
  const facts = names.map((name) => long(name).facts);
  const expected = after(...facts.map((own) => numbered(own))).view();
  const scene = fc.record({
    turns: fc.shuffledSubarray(
      facts.flatMap((own, account) => own.map(() => account)),
      { minLength: facts.flat().length },
    ),
    again: fc.array(fc.nat(), { maxLength: 10 }),
    cuts: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 30, maxLength: 30 }),
  });
  fc.assert(
    fc.property(scene, ({ turns, again, cuts }) => {
      const queues = facts.map((own) => [...own]);
      const nextOf = (account: number) => queues[account]?.shift() ?? [];
      const log = turns.flatMap((account) => nextOf(account));
      // A copy stands anywhere after its original, as a relay that sends twice leaves it.
      for (const pick of again) log.splice(log.length - (pick % 3), 0, log[pick % (log.length - 3)] as AccountFact);
      const ledger = new Ledger().applyInCuts(numbered(log), cuts);
      expect(ledger.view()).toEqual(expected);
      expect(ledger.parked).toEqual([]);
      expect(ledger.duplicates).toBe(again.length);
    }),
  );
});

test('facts in any order wait for the missing ones and end in the same state', () => {
  const { facts } = long('ana');
  const expected = after(numbered(facts)).view();
  fc.assert(
    fc.property(
      fc.shuffledSubarray(facts, { minLength: facts.length }),
      fc.integer({ min: 1, max: facts.length }),
      (shuffled, size) => {
        const messages = numbered(shuffled);
        const ledger = new Ledger();
        while (messages.length > 0) ledger.apply(messages.splice(0, size));
        expect(ledger.view()).toEqual(expected);
      },
    ),
  );
});

test('a gap holds back its own account and no other', () => {
  const ana = numbered(story('ana').facts);
  const bia = numbered(story('bia').facts);
  const [missing] = ana.splice(2, 1);
  if (!missing) throw new Error('a message');
  const ledger = after([...ana, ...bia]);
  expect([...ledger.states.values()].map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual([2, 6]);
  expect(ledger.waiting.get(missing.accountId ?? '')?.size).toBe(3);
  ledger.apply([missing]);
  expect(ledger.view()).toEqual(after(numbered(story('ana').facts), numbered(story('bia').facts)).view());
});

test('the same fact with other bytes is a conflict, applied, waiting or in the same batch', () => {
  const [opened, issued, bought, closed] = story('ana').facts;
  if (!opened || !issued || !bought || !closed) throw new Error('four facts');
  const ledger = after([messageOf(opened, 0), messageOf(closed, 1)]);
  ledger.apply([messageOf(opened, 2, '{"other":1}'), messageOf(closed, 3, '{"other":2}')]);
  ledger.apply([messageOf(issued, 4), messageOf(issued, 5, '{"other":3}'), messageOf(issued, 6)]);
  expect(ledger.parked.map(({ seq, reason, open }) => [seq, reason, open])).toEqual([
    [1, 'conflicting', false],
    [4, 'conflicting', false],
    [2, 'conflicting', false],
  ]);
  expect(ledger.duplicates).toBe(1);
});

test('a parked message counts for the order, later facts go on, and its repair is folded there and then', () => {
  const [opened, issued, bought, ...rest] = new AccountStory('ana').card().buy(9000).buy(100).pay(50).facts;
  if (!opened || !issued || !bought) throw new Error('facts');
  const ledger = after([messageOf(opened, 0), messageOf(issued, 1), poison(bought, 2), ...numbered(rest)]);
  expect(ledger.states.get(opened.accountId)).toMatchObject({ seq: 5, epoch: 1 });
  expect(ledger.lines).toHaveLength(2);

  ledger.apply([repair(bought, 9)]);
  ledger.apply([repair(bought, 10)]);
  expect(ledger.states.get(opened.accountId)).toMatchObject({ seq: 5, epoch: 2 });
  expect(ledger.lines).toHaveLength(3);
  expect(ledger.duplicates).toBe(1);
});

test('a repair of what this reader had handled is dropped', () => {
  const { facts } = story('ana');
  const [opened] = facts;
  const ledger = after(numbered(facts));
  if (!opened) throw new Error('a fact');
  ledger.apply([messageOf({ ...opened, repairs: 'card-transactions/0/1' }, 9, '{"repaired":1}')]);
  expect(ledger.duplicates).toBe(1);
  expect(ledger.parked).toEqual([]);
  expect(ledger.view()).toEqual(after(numbered(facts)).view());
});

test('without its opening an account waits, and the repair lets everything through', () => {
  const { facts } = story('ana');
  const [opened, ...rest] = facts;
  if (!opened) throw new Error('a fact');
  const ledger = after([poison(opened, 0)], numbered(rest).slice(0, 2), numbered(rest).slice(2));
  expect(ledger.states.size).toBe(0);
  ledger.apply([repair(opened, 9)]);
  expect(ledger.view()).toEqual({
    ...after(numbered(facts)).view(),
    parked: [expect.objectContaining({ seq: 1, state: 'repaired', open: false })],
  });
});

test('what follows a parked closing waits for its repair', () => {
  const { facts } = story('ana');
  const messages = numbered(facts);
  const closing = facts[3];
  if (!closing) throw new Error('a closing');
  messages[3] = poison(closing, 3);
  const ledger = after(messages.slice(0, 5), messages.slice(4));
  expect(ledger.states.get(closing.accountId)).toMatchObject({ seq: 4, cycle: 1 });
  ledger.apply([repair(closing, 9)]);
  expect(ledger.states.get(closing.accountId)).toMatchObject({ seq: 6, cycle: 2, epoch: 2 });
  expect(ledger.view().lines).toEqual(after(numbered(facts)).view().lines);
});

test('a message parked behind a gap counts once the gap closes', () => {
  const [opened, issued, bought, paid] = new AccountStory('ana').card().buy(9000).pay(50).facts;
  if (!opened || !issued || !bought || !paid) throw new Error('four facts');
  const ledger = after([messageOf(opened, 0), poison(bought, 1), messageOf(paid, 2)]);
  expect(ledger.states.get(opened.accountId)?.seq).toBe(1);
  ledger.apply([messageOf(issued, 3)]);
  expect(ledger.states.get(opened.accountId)?.seq).toBe(4);
});

test('an unknown type is counted, and its seq with it', () => {
  const [opened, issued, bought] = story('ana').facts;
  if (!opened || !issued || !bought) throw new Error('three facts');
  const difference = new Ledger().apply([messageOf(opened, 0), unknown(issued, 1), messageOf(bought, 2)]);
  expect(difference.unknown).toEqual(new Map([['br.faturaviva.Novo.v1', 1]]));
  expect(difference.states.get(opened.accountId)?.seq).toBe(3);
});

test('a contradiction is parked, counts for the order, and may be repaired', () => {
  const [opened, issued] = story('ana').facts;
  if (!opened || !issued) throw new Error('two facts');
  const ledger = after([
    messageOf(opened, 0),
    messageOf({ ...opened, seq: 2 }, 1),
    messageOf({ ...issued, seq: 3 }, 2),
  ]);
  expect(ledger.parked).toMatchObject([{ seq: 2, reason: 'conflicting', open: true }]);
  expect(ledger.states.get(opened.accountId)?.seq).toBe(3);
});

test('a fact in a partition that is not its account’s is parked and does not count', () => {
  const [opened, issued] = story('ana').facts;
  if (!opened || !issued) throw new Error('two facts');
  const stray = messageOf(issued, 0);
  const ledger = after([messageOf(opened, 0)], [{ ...stray, record: { ...stray.record, partition: 5 } }]);
  expect(ledger.parked).toMatchObject([{ reason: 'invalid', open: false }]);
  expect(ledger.states.get(opened.accountId)?.seq).toBe(1);
});

test('a fact whose seq no table could hold is parked as what it is, and counts for nothing', () => {
  const [opened, issued] = story('ana').facts;
  if (!opened || !issued) throw new Error('two facts');
  const { parked, states } = after([messageOf(opened, 0)], [messageOf({ ...issued, seq: 2_147_483_648 }, 1)]);
  expect(parked).toMatchObject([{ reason: 'invalid', open: false }]);
  expect(states.get(opened.accountId)?.seq).toBe(1);
  const last = after([messageOf(opened, 0)], [messageOf({ ...issued, seq: 2_147_483_647 }, 1)]);
  expect(last.waitingOf(opened.accountId)).toEqual([2_147_483_647]);
});
