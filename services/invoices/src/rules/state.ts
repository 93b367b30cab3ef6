import type { CycleDates } from '@faturaviva/calendar';
import type { DeclineReason, InvoiceLine, Merchant } from '@faturaviva/events';

/** Sums of one invoice, in cents. `dates` are facts; an invoice to come has none yet. */
export interface Invoice {
  cycle: number;
  dates: CycleDates | null;
  /** Sum of its lines = purchases + payments + carried. Positive is owed. */
  totalCents: number;
  purchasesCents: number;
  /** Zero or negative: payments are credits. */
  paymentsCents: number;
  carriedCents: number;
  lineCount: number;
}

export interface Card {
  /** Empty while the card's issue is not known: its fact was parked and waits for a repair. */
  last4: string;
  blocked: boolean;
}

/** What the fold keeps of one account: its terms, its cards, its open invoice and those to come. */
export interface AccountState {
  accountId: string;
  portfolio: string;
  reference: string;
  policy: string;
  /** Rises when a repair changes what an older `seq` had said; the version is (epoch, seq). */
  epoch: number;
  seq: number;
  /** Number of the open cycle. */
  cycle: number;
  limitCents: number;
  closingDay: number;
  dueDay: number;
  /** Event time of the newest fact. */
  postedAt: string;
  invoices: ReadonlyMap<number, Invoice>;
  cards: ReadonlyMap<string, Card>;
}

/** A line as one fact makes it; `number` is unique within the fact. */
export interface Line {
  cycle: number;
  number: number;
  kind: InvoiceLine['kind'];
  amountCents: number;
  /** How many instalments, for one of several. */
  instalmentOf: number | null;
  purchaseCents: number | null;
  purchaseId: string | null;
  cardId: string | null;
  merchant: Merchant | null;
  occurredAt: string;
}

export interface Decline {
  purchaseId: string;
  merchant: Merchant;
  amountCents: number;
  reason: DeclineReason;
  availableCents: number | null;
  occurredAt: string;
}

/** To be added to what an invoice has on that day of São Paulo. */
export interface DayAmount {
  cycle: number;
  on: string;
  cents: number;
}

/** What one fact changes. `invoices` and `cards` are the changed ones, as they are now. */
export interface Effects {
  state: AccountState;
  lines: Line[];
  invoices: Invoice[];
  days: DayAmount[];
  cards: { cardId: string; card: Card }[];
  declines: Decline[];
}

export function effects(state: AccountState, changes: Partial<Omit<Effects, 'state'>> = {}): Effects {
  return { state, lines: [], invoices: [], days: [], cards: [], declines: [], ...changes };
}

export function emptyInvoice(cycle: number, dates: CycleDates | null = null): Invoice {
  return { cycle, dates, totalCents: 0, purchasesCents: 0, paymentsCents: 0, carriedCents: 0, lineCount: 0 };
}

/** The invoice with one more line in it. */
function withLine(invoice: Invoice, { kind, amountCents }: Line): Invoice {
  const sums = { ...invoice, totalCents: invoice.totalCents + amountCents, lineCount: invoice.lineCount + 1 };
  switch (kind) {
    case 'purchase':
    case 'instalment':
      return { ...sums, purchasesCents: sums.purchasesCents + amountCents };
    case 'payment':
      return { ...sums, paymentsCents: sums.paymentsCents + amountCents };
    case 'carried-balance':
      return { ...sums, carriedCents: sums.carriedCents + amountCents };
  }
}

/** Puts lines on their invoices; an invoice to come begins with its first line. */
export function postLines(state: AccountState, lines: Line[]): { state: AccountState; invoices: Invoice[] } {
  const invoices = new Map(state.invoices);
  const changed = new Set<number>();
  for (const line of lines) {
    invoices.set(line.cycle, withLine(invoices.get(line.cycle) ?? emptyInvoice(line.cycle), line));
    changed.add(line.cycle);
  }
  return {
    state: { ...state, invoices },
    invoices: [...changed].flatMap((cycle) => invoices.get(cycle) ?? []),
  };
}

/** In cents: what the open invoice holds, what is still to come, and what is left of the limit. */
export function limitOf(state: AccountState): { openCents: number; futureCents: number; availableCents: number } {
  let openCents = 0;
  let futureCents = 0;
  for (const invoice of state.invoices.values()) {
    if (invoice.cycle === state.cycle) openCents += invoice.totalCents;
    else futureCents += invoice.totalCents;
  }
  return { openCents, futureCents, availableCents: state.limitCents - openCents - futureCents };
}
