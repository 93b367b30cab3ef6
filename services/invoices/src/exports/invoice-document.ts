import { type CycleDates, dateIn, type IsoDate, type IsoInstant } from '@faturaviva/calendar';
import type { CardKind, InvoiceSums, LineKind } from '@faturaviva/events';
import type { z } from 'zod';

/**
 * One invoice as every document shows it: plain data, read at one moment, from which each format is a pure function.
 * Nothing in it depends on when or by whom it is asked for: the same invoice gives the same bytes in every format.
 */
export interface InvoiceDocument extends z.infer<typeof InvoiceSums> {
  accountId: string;
  reference: string;
  cycle: number;
  /** Event time up to which it speaks: the closing, or the account's newest fact while the invoice is open. */
  issuedAt: IsoInstant;
  dates: CycleDates;
  /** The invoice after this one closes on that day. */
  nextClosesOn: IsoDate;
  /** In the order in which they were added. */
  lines: DocumentLine[];
  limit: DocumentLimit;
  /** Pre-authorisations, oldest first: in no total. A closed invoice has none. */
  holds: DocumentHold[];
  /** Future obligations, by invoice: those that hold lines already. */
  coming: ComingInvoice[];
  /** `null` where there is nothing to pay. */
  payment: PaymentTerms | null;
  /** What no later fact changes. */
  closed: { hash: string; policy: string } | null;
}

export interface DocumentLine {
  /** `seq-number`: unique within the account, the same in every replay. */
  id: string;
  kind: LineKind;
  /** Positive is owed, negative is in the holder's favour. */
  amountCents: number;
  instalment: { number: number; of: number; purchaseCents: number } | null;
  cardLast4: string | null;
  cardKind: CardKind | null;
  merchant: { name: string; mcc: string } | null;
  /** Of a payment. */
  paid: { method: string; on: IsoDate } | null;
  /** Of a purchase that was posted after its own invoice had closed: when that one was due. */
  missed: { dueOn: IsoDate } | null;
  /** Of a purchase abroad and its refund: a decimal amount in that currency, and reais for one of it. */
  abroad: { currency: string; amount: string; rate: string } | null;
  occurredAt: IsoInstant;
  /** Day of São Paulo on which it came into this invoice: never before that opened, nor after it closed. */
  enteredOn: IsoDate;
}

export interface DocumentLimit {
  limitCents: number;
  /** At `issuedAt`, of an open invoice; what was held and free when another closed is not kept. */
  now: { pendingCents: number; availableCents: number } | null;
}

export interface DocumentHold {
  amountCents: number;
  merchant: { name: string; mcc: string };
  occurredAt: IsoInstant;
  expiresAt: IsoInstant;
}

export interface ComingInvoice {
  cycle: number;
  closesOn: IsoDate;
  dueOn: IsoDate;
  totalCents: number;
}

/** How it may be paid (Res. BCB 365/2023). Rates are decimal strings: `0.14`. */
export interface PaymentTerms {
  minimumCents: number;
  /** Interest and IOF until the next due date for whoever pays the minimum alone. */
  chargesAfterMinimumCents: number;
  /** By ascending total cost. */
  options: FinancingOption[];
}

export interface FinancingOption {
  kind: 'rotativo' | 'plan';
  instalments: number;
  instalmentCents: number;
  totalCents: number;
  monthlyRate: string;
  yearlyRate: string;
  /** Custo Efetivo Total, a year. */
  cet: string;
}

/** The same name for a line in every format, accepted by all of them. */
export const lineId = (accountId: string, cycle: number, id: string): string => `${accountId}-${cycle}-${id}`;

/** What a closing charges is posted at the first instant after its cycle: it is of the last day of it. */
export function enteredOn(postedAt: IsoInstant, opensOn: IsoDate, closesOn: IsoDate): IsoDate {
  const postedOn = dateIn(postedAt);
  if (postedOn < opensOn) return opensOn;
  return closesOn !== '' && postedOn > closesOn ? closesOn : postedOn;
}

/** The day that a holder knows it by: of paying, of using the card, or the last one of the cycle that was charged for. */
export function happenedOn({ paid, occurredAt, enteredOn }: DocumentLine, { closesOn }: CycleDates): IsoDate {
  const on = paid?.on ?? dateIn(occurredAt);
  return on > closesOn ? enteredOn : on;
}

/** In cents: what the invoices after this one ask for already. */
export const comingCents = ({ coming }: Pick<InvoiceDocument, 'coming'>): number =>
  coming.reduce((sum, { totalCents }) => sum + totalCents, 0);
