import type { PagamentoRecebido } from '@faturaviva/events';
import type { Settlement } from './charges.ts';
import { postLines } from './post-lines.ts';
import { type AccountState, type Effects, NO_PURCHASE } from './state.ts';

/** A payment is a credit line of the open invoice; it settles what the last one left. */
export function creditPayment(state: AccountState, fact: PagamentoRecebido): Effects {
  const cycle = Math.max(fact.cycle, state.cycle);
  const { amountCents: cents, paidOn: on, method } = fact.data;
  const line = { cycle, number: 1, kind: 'payment' as const, amountCents: -cents, occurredAt: fact.time };
  return postLines(settle(state, { on, cents }), fact, [{ ...line, ...NO_PURCHASE, paid: { method, on } }]);
}

/** What is paid before the first closing pays no invoice yet. */
export function settle(state: AccountState, settlement: Settlement): AccountState {
  const { last } = state;
  return last ? { ...state, last: { ...last, settlements: [...last.settlements, settlement] } } : state;
}
