import type { AccountFact } from '@faturaviva/events';
import { expect, test } from 'vitest';
import { whyNotStorable } from './message.ts';
import { AccountStory } from './test-facts.ts';

const [opened, issued, bought, held, captured, refunded] = new AccountStory('ana')
  .card()
  .buy(100)
  .hold(10)
  .capture(10)
  .refund([['refund', -5, 24]]).facts;
if (opened?.type !== 'br.faturaviva.ContaAberta.v1') throw new Error('an account');
if (issued?.type !== 'br.faturaviva.CartaoEmitido.v1') throw new Error('a card');
if (bought?.type !== 'br.faturaviva.CompraEfetuada.v1') throw new Error('a purchase');
if (held?.type !== 'br.faturaviva.CompraPreAutorizada.v1') throw new Error('a hold');
if (captured?.type !== 'br.faturaviva.CompraEfetuada.v1' || !captured.data.capture) throw new Error('a capture');
if (refunded?.type !== 'br.faturaviva.CompraEstornada.v1') throw new Error('a refund');
const { data: refund } = refunded;
const { data: capturing } = captured;
const capture = { ...captured.data.capture, holdId: captured.data.capture.holdId.toUpperCase() };

test('what the tables can hold passes', () => {
  for (const fact of [opened, issued, bought, held, captured, refunded]) expect(whyNotStorable(fact)).toBeNull();
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
    [{ ...refunded, data: { ...refund, lines: refund.lines.map((line) => ({ ...line, cycle: 1_000 })) } }, /ahead/],
  ];
  for (const [fact, reason] of unstorable) expect(whyNotStorable(fact)).toMatch(reason);
});
