import type { AccountFact } from '@faturaviva/events';
import { expect, test } from 'vitest';
import { whyNotStorable } from './message.ts';
import { AccountStory } from './test-facts.ts';

const [opened, issued, bought] = new AccountStory('ana').card().buy(100).facts;
if (opened?.type !== 'br.faturaviva.ContaAberta.v1') throw new Error('an account');
if (issued?.type !== 'br.faturaviva.CartaoEmitido.v1') throw new Error('a card');
if (bought?.type !== 'br.faturaviva.CompraEfetuada.v1') throw new Error('a purchase');

test('what the tables can hold passes', () => {
  for (const fact of [opened, issued, bought]) expect(whyNotStorable(fact)).toBeNull();
});

test('what would make every write fail is named', () => {
  const unstorable: [AccountFact, RegExp][] = [
    [{ ...bought, cycle: 2_147_483_647 }, /cycle/],
    [{ ...bought, data: { ...bought.data, policy: 'v1\0' } }, /NUL/],
    [{ ...bought, data: { ...bought.data, occurredAt: '0000-01-01T00:00:00.000Z' } }, /year 0/],
    [{ ...opened, data: { ...opened.data, cycle: { ...opened.data.cycle, dueOn: '0000-02-01' } } }, /year 0/],
    [{ ...opened, data: { ...opened.data, reference: 'r'.repeat(300) } }, /longer/],
    [{ ...issued, data: { ...issued.data, cardId: issued.data.cardId.toUpperCase() } }, /lower case/],
  ];
  for (const [fact, reason] of unstorable) expect(whyNotStorable(fact)).toMatch(reason);
});
