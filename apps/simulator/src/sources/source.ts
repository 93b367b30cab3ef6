import type { IsoDate, IsoInstant } from '@faturaviva/calendar';
import type { Merchant } from '@faturaviva/events';

/** Days of São Paulo, both inclusive. */
export interface Span {
  from: IsoDate;
  to: IsoDate;
}

interface RowOf {
  /** Names the row for ever: the key of what is made of it is derived from it, so that a second run makes nothing new. */
  sourceId: string;
  /** Reference of the account, such as `handbook:17`. */
  accountRef: string;
  /** The day in São Paulo of `occurredAt`. */
  on: IsoDate;
  occurredAt: IsoInstant;
}

export interface PurchaseRow extends RowOf {
  kind: 'purchase';
  amountCents: number;
  instalments: number;
  merchant: Merchant;
  published?: PublishedRow;
  /** What had to be decided about it to book it, each in words that many rows share. */
  notes?: readonly string[];
  /** Its holder will say that it was not theirs. */
  denied?: boolean;
}

export interface PaymentRow extends RowOf {
  kind: 'payment';
  amountCents: number;
  method: 'pix' | 'boleto' | 'debit';
}

/** The holder says that a purchase was not theirs. */
export interface ReportRow extends RowOf {
  kind: 'report';
  /** `sourceId` of the purchase. */
  of: string;
}

/** What an invoice shows. */
export type Booking = PurchaseRow | PaymentRow;

/** What a source says that somebody did. */
export type Row = Booking | ReportRow;

/** A row of a published statement, as far as it can be read, whether it can be booked or not. */
export interface PublishedRow {
  sourceId: string;
  /** `YYYY-MM`, the name of the statement that really billed it. */
  statement: string;
  /** `null`: no day is published. */
  on: IsoDate | null;
  holder: string;
  cash: boolean;
  /** 0 when it cannot be read. */
  amountCents: number;
}

/** What really happened, to hold the invoices against. */
export interface Statements {
  /** Every row of the files, each an object of its own that its purchase or refusal carries too. */
  rows: readonly PublishedRow[];
  /** The day on which every cycle closes here; the real ones may have closed on another. */
  closingDay: number;
}

/** A row that no bank would book, and why. */
export interface LeftOut {
  /** As far as it can be read; else the line itself, cut. */
  sourceId: string;
  reason: string;
  published?: PublishedRow;
}

/** Terms of an account for ever. */
export interface Terms {
  limitCents: number;
  closingDay: number;
  dueDay: number;
}

/** Where rows come from. All is read or made as it is asked for, and is the same whenever it is asked for. */
export interface Source {
  span: Span;
  /** In the order of `occurredAt`, what cannot be booked among them. @throws Mistake when a file is damaged */
  rows(): AsyncGenerator<Row | LeftOut>;
  termsOf(accountRef: string): Terms;
  /** Where it is known which statement really billed each row. */
  statements?: Statements;
}

/** What a person may ask of a source. */
export interface Wishes {
  directory: string;
  from?: IsoDate;
  to?: IsoDate;
  seed: number;
  accounts: number;
  /** A file that names the purchases which their holders denied. */
  labels?: string;
  /** Days until a holder says so. */
  labelsDelayDays: number;
  /** Whether somebody else buys with some of the invented cards. */
  fraud: boolean;
}

/** Amounts that the API takes, in cents. */
export const LARGEST_CENTS = 1_000_000_000;

export const isRow = (row: Row | LeftOut): row is Row => 'kind' in row;

/** A row that was not booked after all. */
export const without = (row: Row, reason: string): LeftOut => ({
  sourceId: row.sourceId,
  reason,
  ...(row.kind === 'purchase' && row.published ? { published: row.published } : {}),
});
