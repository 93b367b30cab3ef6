import type { CicloEncerrado, FaturaFechada } from '@faturaviva/events';
import { closedInvoiceId } from '../ids.ts';
import { closedHash } from './chain.ts';
import { emptyInvoice, postLines } from './post-lines.ts';
import {
  type AccountState,
  type ClosedInvoice,
  type Effects,
  effects,
  type Invoice,
  type Line,
  NO_PURCHASE,
} from './state.ts';

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
  const posted = postLines({ ...state, cycle, invoices }, fact, carriedBalance(fact, cycle, closed.totalCents));
  const opened = posted.invoices[0] ?? opening;
  const { lines } = posted;
  const days =
    opening.purchasesCents === 0 ? [] : [{ cycle, on: fact.data.next.opensOn, cents: opening.purchasesCents }];
  return effects(posted.state, { lines, invoices: [closed, opened], days, closed: [closing(state, fact, closed)] });
}

function carriedBalance(fact: CicloEncerrado, cycle: number, amountCents: number): Line[] {
  if (amountCents === 0) return [];
  return [{ cycle, number: 1, kind: 'carried-balance', amountCents, occurredAt: fact.time, ...NO_PURCHASE }];
}

/** What is told of the closed invoice, the same bytes in every replay. */
function closing({ policy }: AccountState, fact: CicloEncerrado, closed: Invoice): ClosedInvoice {
  const { cycle, chain, firstSeq, lineCount, ...sums } = closed;
  const { accountId, seq } = fact;
  const dates = fact.data.closed;
  const hash = closedHash({ ...sums, chain, dates, lineCount, policy });
  const { totalCents, purchasesCents, paymentsCents, carriedCents, creditsCents, financedCents, chargesCents } = sums;
  const data: FaturaFechada['data'] = {
    dates,
    totalCents,
    purchasesCents,
    paymentsCents,
    carriedCents,
    creditsCents,
    financedCents,
    chargesCents,
    lineCount,
    // No rule decides charges at a closing yet.
    decidedChargesCents: 0,
    firstSeq: firstSeq ?? seq,
    lastSeq: seq,
    policy,
    hash,
  };
  const factId = closedInvoiceId(accountId, cycle);
  return { cycle, factId, seq, closedAt: fact.time, hash, data: JSON.stringify(data) };
}
