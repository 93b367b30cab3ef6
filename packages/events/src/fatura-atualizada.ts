import { z } from 'zod';
import { AdjustmentKind } from './adjustment.ts';
import { CardKind } from './cartao-emitido.ts';
import { DeclineReason } from './compra-negada.ts';
import { CycleDates, Day, defineFact, Instant, Merchant, SignedCents } from './fact.ts';
import { InvoiceSums } from './fatura-fechada.ts';

export const LineKind = z.enum([
  'purchase',
  'payment',
  'carried-balance',
  // What a closing charges for the invoice before.
  'late-fee',
  'late-interest',
  'interest',
  ...AdjustmentKind.options,
]);
export type LineKind = z.infer<typeof LineKind>;

/** One line of an invoice, with the place of its fact on the log. */
export const InvoiceLine = z.object({
  /** `seq-number`: unique within the account, the same in every replay. */
  id: z.string(),
  cycle: z.int(),
  kind: LineKind,
  /** Positive is owed, negative is in the holder's favour. */
  amountCents: SignedCents,
  /** Instalment `number` of `of`; a single purchase has none. */
  instalment: z.object({ number: z.int(), of: z.int(), purchaseCents: SignedCents }).nullable(),
  purchaseId: z.uuid().nullable(),
  cardLast4: z.string().nullable(),
  cardKind: CardKind.nullable().optional(),
  merchant: Merchant.nullable(),
  occurredAt: Instant,
  /** Of a purchase that was posted after its own invoice had closed: that invoice. */
  missedCycle: z.int().nullable().optional(),
  postedAt: Instant,
  /** When the invoices' transaction wrote the line. Wall clock; no part of the invoice itself. */
  committedAt: Instant,
  factId: z.uuid(),
  seq: z.int(),
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
});
export type InvoiceLine = z.infer<typeof InvoiceLine>;

/** Derived from the ledger and the account's time; the words are those of Brazilian invoices. */
export const InvoiceState = z.enum([
  'FUTURA',
  'ABERTA',
  'FECHADA',
  'PAGA',
  'PAGA_PARCIAL',
  'ATRASADA',
  'PARCELADA',
  'CREDORA',
]);
export type InvoiceState = z.infer<typeof InvoiceState>;

export const InvoiceSummary = CycleDates.extend({
  cycle: z.int(),
  state: InvoiceState,
  ...InvoiceSums.shape,
  /** What must be paid at least; of an open invoice, as it stands. */
  minimumCents: SignedCents,
  lineCount: z.int(),
});
export type InvoiceSummary = z.infer<typeof InvoiceSummary>;

export const Decline = z.object({
  purchaseId: z.uuid(),
  merchant: Merchant,
  amountCents: SignedCents,
  reason: DeclineReason,
  availableCents: SignedCents.nullable(),
  occurredAt: Instant,
  seq: z.int(),
});
export type Decline = z.infer<typeof Decline>;

/** A pre-authorisation that is open. */
export const PendingHold = z.object({
  holdId: z.uuid(),
  /** What of it is still held. */
  amountCents: SignedCents,
  merchant: Merchant,
  cardLast4: z.string().nullable(),
  occurredAt: Instant,
  expiresAt: Instant,
  seq: z.int(),
});
export type PendingHold = z.infer<typeof PendingHold>;

const DayTotal = z.object({ on: Day, cents: SignedCents });

/** All that a cardholder's first screen shows of one account, at most 32 KB. Versions compare by (epoch, seq). */
export const InvoiceSnapshot = z.object({
  accountId: z.uuid(),
  reference: z.string(),
  portfolio: z.string(),
  partition: z.int(),
  epoch: z.int(),
  seq: z.int(),
  /** When the newest fact in it was posted (event time). */
  postedAt: Instant,
  limit: z.object({
    limitCents: SignedCents,
    /** In the open invoice, carried balance included. */
    openCents: SignedCents,
    /** Instalments of the invoices to come. */
    futureCents: SignedCents,
    /** Held by pre-authorisations: takes limit, is in no invoice. */
    pendingCents: SignedCents,
    /** limit - open - future - pending. Negative when charges passed the limit. */
    availableCents: SignedCents,
  }),
  cards: z.array(
    z.object({
      cardId: z.uuid(),
      last4: z.string(),
      kind: CardKind.nullable().optional(),
      blocked: z.boolean(),
    }),
  ),
  open: InvoiceSummary,
  previous: InvoiceSummary.nullable(),
  /** Invoices to come that already hold lines; their dates are forecast from the closing day. At most 24. */
  coming: z.array(InvoiceSummary),
  /** Sum per day of purchases and instalments of the open and of the previous cycle. */
  pace: z.object({ open: z.array(DayTotal), previous: z.array(DayTotal) }),
  /** Newest first, at most 20, of the open invoice. */
  lines: z.array(InvoiceLine),
  /** Newest first, at most 10. */
  pending: z.array(PendingHold),
  /** Newest first, at most 5. */
  declines: z.array(Decline),
});
export type InvoiceSnapshot = z.infer<typeof InvoiceSnapshot>;

/** On `invoice-updates`: the stored state of one account after a batch. */
export const FaturaAtualizada = defineFact('br.faturaviva.FaturaAtualizada.v1', InvoiceSnapshot.shape);
