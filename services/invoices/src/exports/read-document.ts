import { LineKind } from '@faturaviva/events';
import { z } from 'zod';
import { forecastDates, type OpenCycle } from '../forecast.ts';
import type {
  AccountState,
  InvoiceClosed,
  InvoiceLine,
  Invoice as InvoiceRow,
  PrismaClient,
} from '../generated/client.ts';
import { invoiceSummary } from '../views.ts';
import { type DocumentLine, enteredOn, type InvoiceDocument } from './invoice-document.ts';

export type Tables = Pick<
  PrismaClient,
  'accountState' | 'invoice' | 'invoiceLine' | 'invoiceCard' | 'invoiceHold' | 'invoiceClosed'
>;

const MOST_MS = 10_000;

/** Reads all of it as it stands at one moment, while the fold goes on. */
export const atOneMoment = <T>(db: PrismaClient, read: (tables: Tables) => Promise<T>): Promise<T> =>
  db.$transaction(read, { isolationLevel: 'RepeatableRead', timeout: MOST_MS });

/** The document of an open or closed invoice; `null` for any other. */
export function readDocument(db: PrismaClient, accountId: string, cycle: number): Promise<InvoiceDocument | null> {
  return atOneMoment(db, async (tables) => {
    const account = await tables.accountState.findUnique({ where: { accountId } });
    if (!account || cycle > account.cycle) return null;
    const invoices = await tables.invoice.findMany({
      where: { accountId, OR: [{ cycle }, { cycle: { gte: account.cycle } }] },
      orderBy: { cycle: 'asc' },
    });
    const [invoice] = invoices;
    if (invoice?.cycle !== cycle) return null;
    const closed = await tables.invoiceClosed.findUnique({ where: { accountId_cycle: { accountId, cycle } } });
    const rows = await tables.invoiceLine.findMany({ where: { accountId, cycle }, orderBy: { position: 'asc' } });
    const last4 = await readLast4(tables, accountId);
    const moment = closed ? whenClosed(closed) : await whileOpen(tables, account, invoices);
    return moment && { ...headOf(account, invoice), ...moment, lines: linesOf(rows, invoice, last4), payment: null };
  });
}

function headOf(account: AccountState, invoice: InvoiceRow) {
  const { cycle, opensOn, closesOn, dueOn, chargeableFrom, ...rest } = invoiceSummary(account, invoice, invoice);
  const { state: _, lineCount: __, ...sums } = rest;
  const { accountId, reference } = account;
  return { accountId, reference, cycle, dates: { opensOn, closesOn, dueOn, chargeableFrom }, ...sums };
}

const Coming = z.array(z.object({ cycle: z.int(), closesOn: z.string(), dueOn: z.string(), totalCents: z.int() }));

/** What the closing kept: the limit and the invoices to come have changed since. */
function whenClosed({ closedAt, hash, limitCents, coming, data }: InvoiceClosed) {
  const { policy } = z.object({ policy: z.string() }).parse(JSON.parse(data));
  const later = Coming.parse(coming);
  const [next] = later;
  return {
    issuedAt: closedAt.toISOString(),
    nextClosesOn: next?.closesOn ?? '',
    limit: { limitCents: Number(limitCents), now: null },
    holds: [],
    coming: later.filter(({ totalCents }) => totalCents !== 0),
    closed: { hash, policy },
  };
}

async function whileOpen(tables: Tables, account: AccountState, [open, ...later]: InvoiceRow[]) {
  if (open?.cycle !== account.cycle) return null;
  const { accountId, cycle, closingDay, dueDay } = account;
  const holds = await tables.invoiceHold.findMany({ where: { accountId, outcome: null }, orderBy: { seq: 'asc' } });
  const dates = invoiceSummary(account, open, open);
  const today: OpenCycle = { ...dates, cycle, closingDay, dueDay };
  const sum = (amounts: bigint[]): number => amounts.reduce((all, cents) => all + Number(cents), 0);
  const pendingCents = sum(holds.map(({ remainingCents }) => remainingCents));
  const totals = sum([open, ...later].map(({ totalCents }) => totalCents));
  const limitCents = Number(account.limitCents);
  return {
    issuedAt: account.postedAt.toISOString(),
    nextClosesOn: forecastDates(today, cycle + 1).closesOn,
    limit: { limitCents, now: { pendingCents, availableCents: limitCents - totals - pendingCents } },
    holds: holds.map(({ remainingCents, merchantName: name, mcc, occurredAt, expiresAt }) => ({
      amountCents: Number(remainingCents),
      merchant: { name, mcc },
      occurredAt: occurredAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
    coming: later
      .map(({ cycle: number, totalCents }) => {
        const { closesOn, dueOn } = forecastDates(today, number);
        return { cycle: number, closesOn, dueOn, totalCents: Number(totalCents) };
      })
      .filter(({ totalCents }) => totalCents !== 0),
    closed: null,
  };
}

/** Last four digits by card. */
export async function readLast4(tables: Tables, accountId: string): Promise<Map<string, string>> {
  const cards = await tables.invoiceCard.findMany({
    where: { accountId, last4: { not: '' } },
    orderBy: { cardId: 'asc' },
  });
  return new Map(cards.map((card) => [card.cardId, card.last4]));
}

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);

export function linesOf(
  rows: InvoiceLine[],
  { opensOn }: Pick<InvoiceRow, 'opensOn'>,
  last4: ReadonlyMap<string, string>,
): DocumentLine[] {
  return rows.map((row) => ({
    id: `${row.seq}-${row.number}`,
    kind: LineKind.parse(row.kind),
    amountCents: Number(row.amountCents),
    instalment:
      row.instalment === null || row.instalmentOf === null
        ? null
        : { number: row.instalment, of: row.instalmentOf, purchaseCents: Number(row.purchaseCents) },
    cardLast4: last4.get(row.cardId ?? '') ?? null,
    merchant: row.merchantName === null ? null : { name: row.merchantName, mcc: row.mcc ?? '' },
    paid: row.paidBy === null || row.paidOn === null ? null : { method: row.paidBy, on: isoDay(row.paidOn) },
    occurredAt: row.occurredAt.toISOString(),
    enteredOn: enteredOn(row.postedAt.toISOString(), opensOn ? isoDay(opensOn) : ''),
  }));
}
