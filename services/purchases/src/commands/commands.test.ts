import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountState } from '../account.ts';
import { issueCard } from './issue-card.ts';
import { openAccount } from './open-account.ts';
import { purchase } from './purchase.ts';
import { receivePayment } from './receive-payment.ts';
import { account, accountId, buy, cardId, dates, decide, merchant, NOW, submission } from './test-decisions.ts';

test('D9: a purchase in 6 consumes its full value at once', () => {
  const { answers, state, facts } = decide([buy(127361, 6)]);
  expect(answers[0]).toMatchObject({ status: 201, seq: 3, postedAt: NOW });
  expect(state?.limitCents).toBe(500000);
  expect((state?.limitCents ?? 0) - (state?.usedCents ?? 0)).toBe(372639);
  expect(facts.map((fact) => [fact.type, fact.seq, fact.cycle])).toEqual([['br.faturaviva.CompraEfetuada.v1', 3, 1]]);
});

test('over the limit: declined with what is missing, recorded, and nothing used', () => {
  const { answers, facts, state } = decide([buy(250000), buy(250001)]);
  expect(answers[1]).toMatchObject({ status: 200, reason: 'limit-exceeded', availableCents: 250000, seq: 4 });
  expect(answers[1].message).toContain('R$\u00a00,01');
  expect(facts.map((fact) => fact.type)).toEqual(['br.faturaviva.CompraEfetuada.v1', 'br.faturaviva.CompraNegada.v1']);
  expect(state?.usedCents).toBe(250000);
});

test('the whole limit can be spent; with nothing left there is no smaller amount to try', () => {
  const { answers } = decide([buy(499_999), buy(2), buy(1), buy(1)]);
  expect(answers.map(({ status }) => status)).toEqual([201, 200, 201, 200]);
  expect(answers[1].message).toContain('Tente até R$\u00a00,01');
  expect(answers[3].message).toBe('Faltam R$\u00a00,01 de limite. Nada foi cobrado.');
});

test('the caller’s own name of a row stands in its fact, approved or declined, and in nothing else', () => {
  const named = (amountCents: number, sourceId: string) =>
    submission(purchase, { cardId, amountCents, merchant, sourceId });
  const { facts, answers, state } = decide([named(100, '3527'), named(99999999, 'row:3528'), buy(100)]);
  expect(facts.map(({ data }) => 'sourceId' in data && data.sourceId)).toEqual(['3527', 'row:3528', false]);
  expect(JSON.stringify([answers, [...(state?.purchases.values() ?? [])]])).not.toContain('352');
  expect(() => named(100, 'Maria da Silva')).toThrow('letters, digits');
});

test('a plan whose instalment is below R$ 5.00 is declined; R$ 5.00 is enough', () => {
  const { answers } = decide([buy(5999, 12), buy(6000, 12), buy(300, 1), buy(999, 2)]);
  expect(answers.map((answer) => answer.status)).toEqual([200, 201, 201, 200]);
  expect(answers[0]).toMatchObject({ reason: 'instalment-too-small' });
});

test('a blocked card is declined before its limit is looked at', () => {
  const [card] = account().cards;
  const blocked = account({ cards: card ? [{ ...card, blocked: true }] : [] });
  expect(decide([buy(99999999)], blocked).answers[0]).toMatchObject({ status: 200, reason: 'card-blocked' });
});

test('a card of no account is refused and costs the others nothing', () => {
  const stranger = submission(purchase, { cardId: accountId, amountCents: 100, merchant });
  const { answers, facts } = decide([stranger, buy(100)]);
  expect(answers[0]).toMatchObject({ code: 'card-not-found', status: 404 });
  expect(answers[1]).toMatchObject({ status: 201, seq: 3 });
  expect(facts).toHaveLength(1);
});

test('D3, D4: each cycle that is over closes first, in order, at its own last instant', () => {
  const last = decide([buy(100)], account(), '2026-07-04T02:59:59.999Z');
  expect(last.facts.map((fact) => fact.type)).toEqual(['br.faturaviva.CompraEfetuada.v1']);
  const next = decide([buy(100)], account(), '2026-07-04T03:00:00.000Z');
  expect(next.facts.map((fact) => [fact.type, fact.cycle, fact.seq, fact.time])).toEqual([
    ['br.faturaviva.CicloEncerrado.v1', 1, 3, '2026-07-04T03:00:00.000Z'],
    ['br.faturaviva.CompraEfetuada.v1', 2, 4, '2026-07-04T03:00:00.000Z'],
  ]);
  const quiet = decide([buy(100)], account(), '2026-09-20T12:00:00.000Z');
  expect(quiet.facts.map((fact) => fact.cycle)).toEqual([1, 2, 3, 4]);
  expect(quiet.state?.dates).toMatchObject({ opensOn: '2026-09-04', closesOn: '2026-10-03', dueOn: '2026-10-10' });
});

test('a fact is never posted before the account’s last one, nor stated to be in the future', () => {
  const early = buy(100, 1, { claimedAt: '2026-06-01T12:00:00.000Z' });
  expect(decide([early]).answers[0]).toMatchObject({ status: 201, postedAt: account().lastPostedAt });
  const late = buy(100, 1, { claimedAt: '2026-06-20T12:00:00.001Z' });
  expect(decide([late]).answers[0]).toMatchObject({ status: 400, code: 'invalid-request' });
});

test('an account is opened once; under other terms its reference is refused', () => {
  const terms = { reference: 'demo:marina', limitCents: 500000, closingDay: 3, dueDay: 10 };
  const first = decide(
    [submission(openAccount, terms), submission(openAccount, terms)],
    null,
    '2026-06-04T12:00:00.000Z',
  );
  expect(first.answers.map((answer) => [answer.status, answer.seq])).toEqual([
    [201, 1],
    [200, 1],
  ]);
  expect(first.answers.map(({ cycle }) => cycle)).toEqual([1, 1]);
  expect(first.facts).toHaveLength(1);
  expect(first.state).toMatchObject({ dates, cycleEndsAt: '2026-07-04T03:00:00.000Z' });
  const other = decide([submission(openAccount, { ...terms, limitCents: 1 })]);
  expect(other.answers[0]).toMatchObject({ status: 409, code: 'other-terms' });
});

const digitsOf = (cardId: string): string =>
  String(Number(BigInt(`0x${cardId.slice(0, 8)}`) % 10_000n)).padStart(4, '0');

test('a card is issued once by its reference', () => {
  const { answers, facts } = decide([
    submission(issueCard, { reference: 'main' }),
    submission(issueCard, { reference: 'main' }),
  ]);
  expect(answers.map((answer) => answer.status)).toEqual([201, 200]);
  expect(answers[0].cardId).toBe(answers[1].cardId);
  // Its digits are of its id, the same in every run.
  expect(answers.map(({ last4 }) => last4)).toEqual([digitsOf(answers[0].cardId), digitsOf(answers[0].cardId)]);
  const given = decide([submission(issueCard, { reference: 'other', last4: '0042' })]);
  expect(given.answers[0].last4).toBe('0042');
  expect(facts).toHaveLength(1);
});

test('a payment gives its value back to the limit', () => {
  const pay = (body: object) => submission(receivePayment, { amountCents: 21231, method: 'boleto', ...body });
  const { answers, state } = decide([pay({ paidOn: '2026-06-18' }), pay({})], account({ usedCents: 127361 }));
  expect(answers.map(({ status, paidOn }) => [status, paidOn])).toEqual([
    [201, '2026-06-18'],
    [201, '2026-06-20'],
  ]);
  expect(500000 - (state?.usedCents ?? 0)).toBe(393870 + 21231);
});

test('a payment is dated as it came: a boleto up to three business days back, an import as long ago as it says', () => {
  // Tuesday 9 June 2026; before it a weekend, and Corpus Christi on the 4th.
  const now = '2026-06-09T12:00:00.000Z';
  const dated = (method: string, paidOn: string, mayStatePast = false) => {
    const paying = submission(receivePayment, { amountCents: 1, method, paidOn }, { mayStatePast });
    const [answer] = decide([paying], account(), now).answers;
    const [error] = answer.toDocument?.().errors ?? [];
    return error ? `${error.field} ${error.message}` : answer.paidOn;
  };
  expect(dated('boleto', '2026-06-03')).toBe('2026-06-03');
  const tooLong = (earliest: string) => `paidOn lies before ${earliest}: too long ago`;
  expect(dated('boleto', '2026-06-02')).toBe(tooLong('2026-06-03'));
  for (const method of ['pix', 'debit']) {
    expect(dated(method, '2026-06-09')).toBe('2026-06-09');
    expect(dated(method, '2026-06-08')).toBe(tooLong('2026-06-09'));
  }
  expect(dated('pix', '2019-01-02', true)).toBe('2019-01-02');
  for (const imports of [false, true]) expect(dated('boleto', '2026-06-10', imports)).toMatch('paidOn lies after');
});

test('whatever arrives in whatever batches, the limit holds, seq has no gap and batching changes nothing', () => {
  const amounts = fc.array(fc.record({ cents: fc.integer({ min: 1, max: 300000 }), pay: fc.boolean() }), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(amounts, fc.integer({ min: 1, max: 10 }), (commands, size) => {
      const all = commands.map(({ cents, pay }) =>
        pay ? submission(receivePayment, { amountCents: cents, method: 'pix' }) : buy(cents),
      );
      let state: AccountState | null = account();
      const facts = [];
      for (let start = 0; start < all.length; start += size) {
        const part = decide(all.slice(start, start + size), state);
        facts.push(...part.facts);
        state = part.state;
        expect(state?.usedCents).toBeLessThanOrEqual(500000);
      }
      expect(facts.map((fact) => fact.seq)).toEqual(facts.map((_, index) => index + 3));
      expect(decide(all).state).toEqual(state);
    }),
  );
});
