import type { PagamentoRecebido } from '@faturaviva/events';
import { type AccountState, type Effects, effects, type Line, postLines } from './state.ts';

/** A payment is a credit line of the open invoice, whatever it was meant to pay. */
export function creditPayment(state: AccountState, fact: PagamentoRecebido): Effects {
  const line: Line = {
    cycle: Math.max(fact.cycle, state.cycle),
    number: 1,
    kind: 'payment',
    amountCents: -fact.data.amountCents,
    instalmentOf: null,
    purchaseCents: null,
    purchaseId: null,
    cardId: null,
    merchant: null,
    occurredAt: fact.time,
  };
  const posted = postLines(state, [line]);
  return effects(posted.state, { lines: [line], invoices: posted.invoices });
}
