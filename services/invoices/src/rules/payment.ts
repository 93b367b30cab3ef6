import type { PagamentoRecebido } from '@faturaviva/events';
import { postLines } from './post-lines.ts';
import { type AccountState, type Effects, NO_PURCHASE } from './state.ts';

/** A payment is a credit line of the open invoice, whatever it was meant to pay. */
export function creditPayment(state: AccountState, fact: PagamentoRecebido): Effects {
  const cycle = Math.max(fact.cycle, state.cycle);
  const amountCents = -fact.data.amountCents;
  const paid = { method: fact.data.method, on: fact.data.paidOn };
  return postLines(state, fact, [
    { cycle, number: 1, kind: 'payment', amountCents, occurredAt: fact.time, ...NO_PURCHASE, paid },
  ]);
}
