import type { IsoDate } from '@faturaviva/calendar';
import { CardKind, cardTransactions, Day, Instant, InvoiceLine, InvoiceSummary } from '@faturaviva/events';
import { policyOf } from '@faturaviva/money';
import { z } from 'zod';
import { forecastDates } from './forecast.ts';
import type { AccountState, InvoiceCard, Invoice as InvoiceRow, InvoiceLine as LineRow } from './generated/client.ts';
import { minimumOf } from './rules/charges.ts';
import { closedState } from './rules/invoice-state.ts';
import type { Sums } from './rules/state.ts';

export const AccountEntry = z.object({
  accountId: z.uuid(),
  reference: z.string(),
  portfolio: z.string(),
  seq: z.int(),
  epoch: z.int(),
  partition: z.int(),
});

export const AccountView = AccountEntry.extend({
  cycle: z.int(),
  limitCents: z.int(),
  closingDay: z.int(),
  dueDay: z.int(),
  postedAt: Instant,
  cards: z.array(z.object({ cardId: z.uuid(), last4: z.string(), kind: CardKind, blocked: z.boolean() })),
});

export const PortfolioInvoice = InvoiceSummary.extend({
  accountId: z.uuid(),
  reference: z.string(),
  seq: z.int(),
});

export function accountEntry({ accountId, reference, portfolio, seq, epoch, partition }: AccountState) {
  return { accountId, reference, portfolio, seq, epoch, partition };
}

export function accountView(account: AccountState, cards: InvoiceCard[]): z.infer<typeof AccountView> {
  const { cycle, limitCents, closingDay, dueDay, postedAt } = account;
  return {
    ...accountEntry(account),
    cycle,
    limitCents: Number(limitCents),
    closingDay,
    dueDay,
    postedAt: postedAt.toISOString(),
    cards: cards.map(({ cardId, last4, kind, blocked }) => ({ cardId, last4, kind: CardKind.parse(kind), blocked })),
  };
}

/**
 * All invoices of an account; the dates of those to come are forecast from its open one.
 * @param today by which closed ones are paid in time or late
 */
export function invoiceSummaries(
  account: AccountState,
  invoices: readonly InvoiceRow[],
  today: IsoDate,
): InvoiceSummary[] {
  const byCycle = new Map(invoices.map((invoice) => [invoice.cycle, invoice]));
  const open = byCycle.get(account.cycle);
  if (!open) return [];
  return invoices.map((invoice) => invoiceSummary(account, open, invoice, byCycle.get(invoice.cycle + 1), today));
}

function invoiceSummary(
  account: AccountState,
  open: InvoiceRow,
  invoice: InvoiceRow,
  after: InvoiceRow | undefined,
  today: IsoDate,
): InvoiceSummary {
  const { cycle, closingDay, dueDay } = account;
  const dates =
    invoice.cycle > cycle
      ? forecastDates({ cycle, closingDay, dueDay, ...datesOf(open) }, invoice.cycle)
      : datesOf(invoice);
  const sums = sumsOf(invoice);
  const minimumCents = minimumOf(sums, policyOf(account.policy));
  const closed = { ...sums, minimumCents, dates };
  const state = invoice.cycle === cycle ? 'ABERTA' : 'FUTURA';
  return {
    cycle: invoice.cycle,
    state: invoice.cycle < cycle && after ? closedState(closed, sumsOf(after), today) : state,
    ...dates,
    ...sums,
    minimumCents,
    lineCount: invoice.lineCount,
  };
}

function sumsOf(invoice: InvoiceRow): Sums {
  return {
    totalCents: Number(invoice.totalCents),
    purchasesCents: Number(invoice.purchasesCents),
    paymentsCents: Number(invoice.paymentsCents),
    carriedCents: Number(invoice.carriedCents),
    creditsCents: Number(invoice.creditsCents),
    financedCents: Number(invoice.financedCents),
    chargesCents: Number(invoice.chargesCents),
  };
}

function datesOf({ opensOn, closesOn, dueOn, chargeableFrom }: InvoiceRow) {
  return { opensOn: day(opensOn), closesOn: day(closesOn), dueOn: day(dueOn), chargeableFrom: day(chargeableFrom) };
}

/** An invoice that was opened has its dates. @throws ZodError when it has not, which would be a fault of the fold. */
const day = (date: Date | null): string => Day.parse(date?.toISOString().slice(0, 10));

interface Beside {
  card: InvoiceCard | undefined;
  missedCycle: number | null;
}

export function invoiceLine(line: LineRow, { card, missedCycle }: Beside): InvoiceLine {
  const { instalment, instalmentOf, purchaseCents, merchantId, merchantName, mcc } = line;
  return {
    id: `${line.seq}-${line.number}`,
    cycle: line.cycle,
    kind: InvoiceLine.shape.kind.parse(line.kind),
    amountCents: Number(line.amountCents),
    instalment:
      instalment === null || instalmentOf === null
        ? null
        : { number: instalment, of: instalmentOf, purchaseCents: Number(purchaseCents) },
    purchaseId: line.purchaseId,
    cardLast4: card?.last4 || null,
    cardKind: CardKind.safeParse(card?.kind).data ?? null,
    merchant: merchantId === null ? null : { id: merchantId, name: merchantName ?? '', mcc: mcc ?? '' },
    occurredAt: line.occurredAt.toISOString(),
    missedCycle,
    postedAt: line.postedAt.toISOString(),
    committedAt: line.committedAt.toISOString(),
    factId: line.factId,
    seq: line.seq,
    topic: cardTransactions.name,
    partition: line.partition,
    offset: Number(line.offset),
  };
}
