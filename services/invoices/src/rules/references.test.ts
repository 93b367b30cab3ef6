import { expect, test } from 'vitest';
import { holdOf, referencesOf } from './references.ts';
import { AccountStory, discardOf } from './test-facts.ts';

const story = new AccountStory('ana').card().block().unblock().limit(1).dueDay(15).decline(1);
const facts = story
  .buy(100)
  .hold(50)
  .capture(50)
  .endHold('captured', 0)
  .refund([['refund', -5]])
  .anticipate([['discount', -1]])
  .dispute(5, [['dispute-credit', -5]])
  .resolve([['dispute-reversal', 5]])
  .deny()
  .pay(1)
  .plan(1, 1, [['plan-credit', -1]])
  .close().facts;
const named = (name: string) => facts.filter(({ type }) => type.includes(`.${name}.`));

test('what a fact needs of earlier ones: the purchase, the hold, the dispute that it speaks of', () => {
  const [bought, captured] = named('CompraEfetuada');
  const [disputed] = named('CompraContestada');
  const id = (fact: object | undefined, field: string) => Object(Object(fact).data)[field];
  const hold = story.holdId('hold');
  const purchase = id(captured, 'purchaseId');
  expect(facts.map((fact) => [fact.type.split('.')[2], referencesOf(fact)]).filter(([, ids]) => ids?.length)).toEqual([
    ['CompraEfetuada', [hold]],
    ['PreAutorizacaoEncerrada', [hold]],
    ['CompraEstornada', [purchase]],
    ['ParcelasAntecipadas', [purchase]],
    ['CompraContestada', [purchase]],
    ['ContestacaoResolvida', [purchase, id(disputed, 'disputeId')]],
    ['RelatoDeFraude', [purchase]],
  ]);
  expect(bought && referencesOf(bought)).toEqual([]);
  expect(captured && referencesOf(discardOf(captured))).toEqual([]);
});

test('a fact has a hold when it begins, captures or ends one', () => {
  const hold = story.holdId('hold');
  const held = facts.filter((fact) => holdOf(fact) !== null);
  expect(held.map((fact) => [fact.type.split('.')[2], holdOf(fact)])).toEqual([
    ['CompraPreAutorizada', hold],
    ['CompraEfetuada', hold],
    ['PreAutorizacaoEncerrada', hold],
  ]);
  const [bought] = named('CompraEfetuada');
  expect(bought && holdOf(bought)).toBeNull();
});
