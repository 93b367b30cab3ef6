import type { CycleDates } from '@faturaviva/calendar';
import type {
  CardKind,
  DeclineReason,
  HoldOutcome,
  InvoiceLine,
  InvoiceSums,
  Merchant,
  OriginalAmount,
} from '@faturaviva/events';
import type { z } from 'zod';
import type { LastInvoice } from './charges.ts';
import type { PlacedLine } from './post-lines.ts';

export type Sums = z.infer<typeof InvoiceSums>;

/** One invoice: its sums in cents, and what its lines so far leave behind. An invoice to come has no `dates` yet. */
export interface Invoice extends Sums {
  cycle: number;
  dates: CycleDates | null;
  lineCount: number;
  /** Lowest `seq` of a fact with a line here. */
  firstSeq: number | null;
  /** Hash over its lines, each over the one before it. */
  chain: string;
}

export interface Card {
  /** Empty while the card's issue is not known: its fact was parked and waits for a repair. */
  last4: string;
  kind: CardKind | '';
  blocked: boolean;
  /** Of the fact that said so: an older one that comes late does not undo it. */
  blockedSeq: number;
}

/** A pre-authorisation. While `outcome` is null, `remainingCents` takes limit; it is in no invoice. */
export interface Hold {
  cardId: string;
  amountCents: number;
  remainingCents: number;
  merchant: Merchant;
  occurredAt: string;
  expiresAt: string;
  seq: number;
  outcome: HoldOutcome | null;
  endedAt: string | null;
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
  /** Of the fact that set the limit, and of the one that set the days: an older one that comes late changes neither. */
  limitSeq: number;
  closingDay: number;
  dueDay: number;
  daysSeq: number;
  /** Event time of the newest fact. */
  postedAt: string;
  invoices: ReadonlyMap<number, Invoice>;
  /** `null` before the first closing. */
  last: LastInvoice | null;
  cards: ReadonlyMap<string, Card>;
  /** Those that the facts of a batch name; no fold asks for others. */
  holds: ReadonlyMap<string, Hold>;
}

export type Abroad = Pick<OriginalAmount, 'currency' | 'amountMinor' | 'rate'>;

/** A line as one fact makes it; `number` is unique within the fact. */
export interface Line {
  cycle: number;
  number: number;
  kind: InvoiceLine['kind'];
  amountCents: number;
  /** Which instalment of how many, for one of several, and the amount that they split. */
  instalment: { number: number; of: number; purchaseCents: number } | null;
  purchaseId: string | null;
  cardId: string | null;
  merchant: Merchant | null;
  occurredAt: string;
  /** Of a payment: how and on which day the holder paid. No part of the invoice's hash: its fact's id is. */
  paid?: { method: string; on: string };
  /** Of a purchase abroad and its refund: what it was there, and at which rate it became reais. */
  abroad?: Abroad;
}

/** What a line has that belongs to no purchase. */
export const NO_PURCHASE = { instalment: null, purchaseId: null, cardId: null, merchant: null } as const;

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

/** An invoice that closed for good, as it is told on `closed-invoices`. */
export interface ClosedInvoice {
  cycle: number;
  factId: string;
  /** Of the closing. */
  seq: number;
  closedAt: string;
  hash: string;
  /** JSON of `FaturaFechada`'s data: these bytes are stored and published, now and on every redelivery. */
  data: string;
  /** The limit and what was to come at that moment, for a document that says the same whenever it is asked for. */
  limitCents: number;
  coming: ComingInvoice[];
}

/** An invoice to come, with the dates that it will have if the account keeps its days; the next one's are facts. */
export interface ComingInvoice {
  cycle: number;
  closesOn: string;
  dueOn: string;
  totalCents: number;
}

/** What one fact changes. Invoices, cards and holds are the changed ones, as they are now. */
export interface Effects {
  state: AccountState;
  lines: PlacedLine[];
  invoices: Invoice[];
  days: DayAmount[];
  cards: { cardId: string; card: Card }[];
  holds: { holdId: string; hold: Hold }[];
  declines: Decline[];
  /** Ids of disputes that begin. */
  disputes: string[];
  closed: ClosedInvoice[];
}

export function effects(state: AccountState, changes: Partial<Omit<Effects, 'state'>> = {}): Effects {
  return {
    state,
    lines: [],
    invoices: [],
    days: [],
    cards: [],
    holds: [],
    declines: [],
    disputes: [],
    closed: [],
    ...changes,
  };
}

/** In cents: what the open invoice holds, what is to come, what holds take, and what is left of the limit. */
export function limitOf(state: AccountState) {
  let openCents = 0;
  let futureCents = 0;
  let pendingCents = 0;
  for (const { cycle, totalCents } of state.invoices.values()) {
    if (cycle === state.cycle) openCents += totalCents;
    else futureCents += totalCents;
  }
  for (const { outcome, remainingCents } of state.holds.values()) pendingCents += outcome === null ? remainingCents : 0;
  const availableCents = state.limitCents - openCents - futureCents - pendingCents;
  return { openCents, futureCents, pendingCents, availableCents };
}
