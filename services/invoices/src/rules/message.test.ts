import type { AccountFact } from '@faturaviva/events';
import { expect, test } from 'vitest';
import { whyNotStorable } from './message.ts';
import { AccountStory } from './test-facts.ts';

const [opened, issued, bought, held, captured, refunded, disputed] = new AccountStory('ana')
  .card()
  .buy(100)
  .hold(10)
  .capture(10)
  .refund([['refund', -5, 24]])
  .dispute(5, [['dispute-credit', -5]]).facts;
if (opened?.type !== 'br.faturaviva.ContaAberta.v1') throw new Error('an account');
if (issued?.type !== 'br.faturaviva.CartaoEmitido.v1') throw new Error('a card');
if (bought?.type !== 'br.faturaviva.CompraEfetuada.v1') throw new Error('a purchase');
if (held?.type !== 'br.faturaviva.CompraPreAutorizada.v1') throw new Error('a hold');
if (captured?.type !== 'br.faturaviva.CompraEfetuada.v1' || !captured.data.capture) throw new Error('a capture');
if (refunded?.type !== 'br.faturaviva.CompraEstornada.v1') throw new Error('a refund');
if (disputed?.type !== 'br.faturaviva.CompraContestada.v1') throw new Error('a dispute');
const { data: refund } = refunded;
const { data: capturing } = captured;
const capture = { ...captured.data.capture, holdId: captured.data.capture.holdId.toUpperCase() };

test('what the tables can hold passes', () => {
  for (const fact of [opened, issued, bought, held, captured, refunded, disputed])
    expect(whyNotStorable(fact)).toBeNull();
});

test('what would make every write fail is named', () => {
  const unstorable: [AccountFact, RegExp][] = [
    [{ ...bought, cycle: 2_147_483_647 }, /cycle/],
    [{ ...bought, data: { ...bought.data, policy: 'v1\0' } }, /NUL/],
    [{ ...bought, data: { ...bought.data, occurredAt: '0000-01-01T00:00:00.000Z' } }, /year 0/],
    [{ ...opened, data: { ...opened.data, cycle: { ...opened.data.cycle, dueOn: '0000-02-01' } } }, /year 0/],
    [{ ...opened, data: { ...opened.data, reference: 'r'.repeat(300) } }, /longer/],
    [{ ...issued, data: { ...issued.data, cardId: issued.data.cardId.toUpperCase() } }, /lower case/],
    [{ ...held, data: { ...held.data, holdId: held.data.holdId.toUpperCase() } }, /holdId/],
    [{ ...captured, data: { ...capturing, capture } }, /capture.holdId/],
    [{ ...refunded, data: { ...refund, purchaseId: refund.purchaseId.toUpperCase() } }, /purchaseId/],
    [{ ...disputed, data: { ...disputed.data, disputeId: disputed.data.disputeId.toUpperCase() } }, /disputeId/],
    [{ ...refunded, data: { ...refund, lines: refund.lines.map((line) => ({ ...line, cycle: 1_000 })) } }, /ahead/],
  ];
  for (const [fact, reason] of unstorable) expect(whyNotStorable(fact)).toMatch(reason);
});

test('the last cycle, line and name that fit are kept, the next ones are not', () => {
  const lines = (ahead: number) => refund.lines.map((line) => ({ ...line, cycle: refunded.cycle + ahead }));
  const reaching = (ahead: number) => whyNotStorable({ ...refunded, data: { ...refund, lines: lines(ahead) } });
  expect([reaching(120), reaching(121)]).toEqual([null, 'a line lies too many cycles ahead']);
  const last = 2_147_483_647 - 120;
  expect(whyNotStorable({ ...bought, cycle: last })).toBeNull();
  expect(whyNotStorable({ ...bought, cycle: last + 1 })).toBe('cycle is beyond 32 bits');
  const named = (reference: string, portfolio = 'demo') =>
    whyNotStorable({ ...opened, data: { ...opened.data, reference, portfolio } });
  expect([named('r'.repeat(255)), named('r', 'p'.repeat(255))]).toEqual([null, null]);
  expect(named('r'.repeat(256))).toMatch('longer than 255');
  expect(named('r', 'p'.repeat(256))).toMatch('longer than 255');
  expect(whyNotStorable({ ...bought, time: '0000-01-01T00:00:00.000Z' })).toBe('a date is of the year 0');
});
