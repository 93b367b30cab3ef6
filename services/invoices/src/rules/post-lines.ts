import { type CycleDates, dateIn } from '@faturaviva/calendar';
import { chainLine, EMPTY_CHAIN, type Said } from './chain.ts';
import {
  type AccountState,
  type DayAmount,
  type Effects,
  effects,
  type Invoice,
  type Line,
  type Sums,
} from './state.ts';

/** A line in its invoice: `position` is 1, 2, 3 … in the order in which they were added. */
export type PlacedLine = Line & { position: number };

/** Into which sum of its invoice a line goes, beside the total. */
const SUM_OF = {
  purchase: 'purchasesCents',
  instalment: 'purchasesCents',
  'instalment-cancelled': 'purchasesCents',
  'instalment-moved': 'purchasesCents',
  payment: 'paymentsCents',
  'carried-balance': 'carriedCents',
  refund: 'creditsCents',
  discount: 'creditsCents',
  'dispute-credit': 'creditsCents',
  'dispute-reversal': 'creditsCents',
  'plan-credit': 'carriedCents',
  'plan-instalment': 'financedCents',
  'late-fee': 'chargesCents',
  'late-interest': 'chargesCents',
  interest: 'chargesCents',
  iof: 'chargesCents',
} as const satisfies Record<Line['kind'], Exclude<keyof Sums, 'totalCents'>>;

export function emptyInvoice(cycle: number, dates: CycleDates | null = null): Invoice {
  return {
    cycle,
    dates,
    totalCents: 0,
    purchasesCents: 0,
    paymentsCents: 0,
    carriedCents: 0,
    creditsCents: 0,
    financedCents: 0,
    chargesCents: 0,
    lineCount: 0,
    firstSeq: null,
    chain: EMPTY_CHAIN,
  };
}

/** The invoice with one more line in it. */
function withLine(invoice: Invoice, line: Line, said: Said): Invoice {
  const sum = SUM_OF[line.kind];
  return {
    ...invoice,
    [sum]: invoice[sum] + line.amountCents,
    totalCents: invoice.totalCents + line.amountCents,
    lineCount: invoice.lineCount + 1,
    firstSeq: Math.min(invoice.firstSeq ?? said.seq, said.seq),
    chain: chainLine(invoice.chain, line, said),
  };
}

/** Puts a fact's lines on their invoices; an invoice to come begins with its first line. */
export function postLines(state: AccountState, said: Said, lines: readonly Line[]): Effects {
  const invoices = new Map(state.invoices);
  const changed = new Map<number, Invoice>();
  const placed = lines.map((line) => {
    const invoice = withLine(invoices.get(line.cycle) ?? emptyInvoice(line.cycle), line, said);
    invoices.set(line.cycle, invoice);
    changed.set(line.cycle, invoice);
    return { ...line, position: invoice.lineCount };
  });
  const days = todays(state, said, placed);
  return effects({ ...state, invoices }, { lines: placed, invoices: [...changed.values()], days });
}

/**
 * What a fact adds to the purchases of the open invoice counts on the day it was posted, or on the first day when that
 * was before it. Lines of invoices to come count on the day that their invoice opens.
 */
function todays(state: AccountState, said: Said, lines: readonly Line[]): DayAmount[] {
  const { cycle } = state;
  let cents = 0;
  for (const line of lines)
    if (line.cycle === cycle && SUM_OF[line.kind] === 'purchasesCents') cents += line.amountCents;
  if (cents === 0) return [];
  const postedOn = dateIn(said.time);
  const opensOn = state.invoices.get(cycle)?.dates?.opensOn ?? postedOn;
  return [{ cycle, on: postedOn < opensOn ? opensOn : postedOn, cents }];
}
