import type { CicloEncerrado } from '@faturaviva/events';
import { type AccountState, type Effects, effects, emptyInvoice, type Line, postLines } from './state.ts';

/**
 * The open invoice closes for good and leaves the state; the next one opens with the dates of the fact. A closed
 * total that is not zero opens it as carried balance, of either sign. Instalments that already lay in it count on
 * its first day, so that the sums per day of an opened invoice are its purchases.
 */
export function closeCycle(state: AccountState, fact: CicloEncerrado): Effects {
  const closed = { ...(state.invoices.get(fact.cycle) ?? emptyInvoice(fact.cycle)), dates: fact.data.closed };
  const cycle = fact.cycle + 1;
  const opening = { ...(state.invoices.get(cycle) ?? emptyInvoice(cycle)), dates: fact.data.next };

  const invoices = new Map(state.invoices).set(cycle, opening);
  invoices.delete(fact.cycle);
  const lines = closed.totalCents === 0 ? [] : [carriedBalance(fact, cycle, closed.totalCents)];
  const posted = postLines({ ...state, cycle, invoices }, lines);
  const opened = posted.invoices[0] ?? opening;
  const days =
    opening.purchasesCents === 0 ? [] : [{ cycle, on: fact.data.next.opensOn, cents: opening.purchasesCents }];
  return effects(posted.state, { lines, invoices: [closed, opened], days });
}

function carriedBalance(fact: CicloEncerrado, cycle: number, amountCents: number): Line {
  return {
    cycle,
    number: 1,
    kind: 'carried-balance',
    amountCents,
    instalmentOf: null,
    purchaseCents: null,
    purchaseId: null,
    cardId: null,
    merchant: null,
    occurredAt: fact.time,
  };
}
