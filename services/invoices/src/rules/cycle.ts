import type { CicloEncerrado, FaturaFechada } from '@faturaviva/events';
import { policyOf } from '@faturaviva/money';
import { forecastDates } from '../forecast.ts';
import { closedInvoiceId } from '../ids.ts';
import { closedHash } from './chain.ts';
import { type Charges, chargesOn, minimumOf } from './charges.ts';
import { closingLines } from './closing-lines.ts';
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
 * The open invoice takes what is charged for the one before it, closes for good and leaves the state; the next one opens
 * with the dates of the fact. A closed total that is not zero opens it as carried balance, of either sign. Instalments
 * that already lay in it count on its first day, so that the sums per day of an opened invoice are its purchases.
 */
export function closeCycle(state: AccountState, fact: CicloEncerrado): Effects {
  const decided = state.last && chargesOn(state.last, fact.data.closed.dueOn, policyOf(state.policy));
  const charges = decided ? closingLines(state, fact, decided) : [];
  const charged = postLines(state, fact, charges);
  const closed = {
    ...(charged.state.invoices.get(fact.cycle) ?? emptyInvoice(fact.cycle)),
    dates: fact.data.closed,
  };
  const minimumCents = minimumOf(closed, policyOf(state.policy));

  const cycle = fact.cycle + 1;
  const opening = { ...(charged.state.invoices.get(cycle) ?? emptyInvoice(cycle)), dates: fact.data.next };
  const invoices = new Map(charged.state.invoices).set(cycle, opening);
  invoices.delete(fact.cycle);
  const last = lastInvoice(closed, minimumCents, fact, decided);
  const carried = carriedBalance(fact, cycle, closed.totalCents, charges.length + 1);
  const posted = postLines({ ...state, cycle, invoices, last }, fact, carried);
  const opened = posted.invoices[0] ?? opening;
  const days =
    opening.purchasesCents === 0 ? [] : [{ cycle, on: fact.data.next.opensOn, cents: opening.purchasesCents }];
  // The plans' instalments to come lie in invoices that stay in the state.
  const coming = charged.invoices.filter((invoice) => invoice.cycle > cycle);
  return effects(posted.state, {
    lines: [...charged.lines, ...posted.lines],
    invoices: [closed, opened, ...coming],
    days,
    closed: [closing(charged.state, fact, closed, { minimumCents, decidedChargesCents: sumOf(charges) })],
  });
}

const sumOf = (lines: readonly Line[]): number => lines.reduce((sum, { amountCents }) => sum + amountCents, 0);

function carriedBalance(fact: CicloEncerrado, cycle: number, amountCents: number, number: number): Line[] {
  if (amountCents === 0) return [];
  return [{ cycle, number, kind: 'carried-balance', amountCents, occurredAt: fact.time, ...NO_PURCHASE }];
}

/** What the next closing will ask about this one. */
function lastInvoice(closed: Invoice, minimumCents: number, fact: CicloEncerrado, decided: Charges | null) {
  const { dueOn, chargeableFrom } = fact.data.closed;
  const revolves = decided?.revolvesCents ?? 0;
  // Its charges are billed with what revolves; a plan's instalments are a debt of their own.
  const revolvedCents = revolves > 0 ? Math.max(0, Math.min(closed.totalCents, revolves + closed.chargesCents)) : 0;
  const { debtCents = 0, chargedCents = 0 } = revolves > 0 && decided ? decided : {};
  const { cycle, totalCents } = closed;
  return {
    ...{ cycle, totalCents, minimumCents, dueOn, chargeableFrom },
    settlements: [],
    ...{ revolvedCents, debtCents, chargedCents, lateInRow: decided?.lateInRow ?? 0 },
  };
}

/** What is told of the closed invoice, the same bytes in every replay. */
function closing(
  state: AccountState,
  fact: CicloEncerrado,
  closed: Invoice,
  decided: Pick<FaturaFechada['data'], 'minimumCents' | 'decidedChargesCents'>,
): ClosedInvoice {
  const { policy, limitCents } = state;
  const { cycle, chain, firstSeq, lineCount, ...sums } = closed;
  const { accountId, seq } = fact;
  const dates = fact.data.closed;
  const { minimumCents, decidedChargesCents } = decided;
  const hash = closedHash({ ...sums, chain, dates, lineCount, minimumCents, policy });
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
    minimumCents,
    lineCount,
    decidedChargesCents,
    firstSeq: firstSeq ?? seq,
    lastSeq: seq,
    policy,
    hash,
  };
  const factId = closedInvoiceId(accountId, cycle);
  const coming = comingAt(state, fact);
  return { cycle, factId, seq, closedAt: fact.time, hash, data: JSON.stringify(data), limitCents, coming };
}

/** How far ahead due dates are kept: as many as a printed plan has instalments. */
const MONTHS_AHEAD = 12;

/** What is to come as the invoice closes: the invoices of the next months, empty ones too, and all that hold lines. */
function comingAt({ invoices, closingDay, dueDay }: AccountState, fact: CicloEncerrado): ComingInvoice[] {
  const next = { cycle: fact.cycle + 1, closingDay, dueDay, ...fact.data.next };
  const cycles = new Set(Array.from({ length: MONTHS_AHEAD }, (_, index) => next.cycle + index));
  for (const { cycle, lineCount } of invoices.values()) if (cycle > next.cycle && lineCount > 0) cycles.add(cycle);
  return [...cycles]
    .toSorted((one, other) => one - other)
    .map((cycle) => {
      const { closesOn, dueOn } = forecastDates(next, cycle);
      return { cycle, closesOn, dueOn, totalCents: invoices.get(cycle)?.totalCents ?? 0 };
    });
}
