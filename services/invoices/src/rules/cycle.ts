import type { CicloEncerrado, FaturaFechada } from '@faturaviva/events';
import { forecastDates } from '../forecast.ts';
import { closedInvoiceId } from '../ids.ts';
import { closedHash } from './chain.ts';
import { emptyInvoice, postLines } from './post-lines.ts';
import {
  type AccountState,
  type ClosedInvoice,
  type ComingInvoice,
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
function closing(state: AccountState, fact: CicloEncerrado, closed: Invoice): ClosedInvoice {
  const { policy, limitCents } = state;
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
  const coming = comingAt(state, fact);
  return { cycle, factId, seq, closedAt: fact.time, hash, data: JSON.stringify(data), limitCents, coming };
}

/** What is to come as the invoice closes: the next one, whatever is in it, and those that hold lines. */
function comingAt({ invoices, closingDay, dueDay }: AccountState, fact: CicloEncerrado): ComingInvoice[] {
  const next = { cycle: fact.cycle + 1, closingDay, dueDay, ...fact.data.next };
  const later = [...invoices.values()].filter(({ cycle, lineCount }) => cycle > next.cycle && lineCount > 0);
  const totals = new Map(later.map(({ cycle, totalCents }) => [cycle, totalCents]));
  totals.set(next.cycle, invoices.get(next.cycle)?.totalCents ?? 0);
  return [...totals]
    .toSorted(([one], [other]) => one - other)
    .map(([cycle, totalCents]) => {
      const { closesOn, dueOn } = forecastDates(next, cycle);
      return { cycle, closesOn, dueOn, totalCents };
    });
}
