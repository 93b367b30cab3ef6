import { dateIn } from '@faturaviva/calendar';
import { CardKind, FaturaFechada, type InvoiceSummary, InvoiceSums, LineKind } from '@faturaviva/events';
import { minorDigits, policyOf } from '@faturaviva/money';
import { z } from 'zod';
import { forecastDates, type OpenCycle } from '../forecast.ts';
import type {
  AccountState,
  InvoiceCard,
  InvoiceClosed,
  InvoiceLine,
  Invoice as InvoiceRow,
  PrismaClient,
} from '../generated/client.ts';
import { type Missed, missedInvoices } from '../missed-invoice.ts';
import { invoiceSummaries } from '../views.ts';
import { type DocumentLine, enteredOn, type InvoiceDocument } from './invoice-document.ts';
import { paymentTerms } from './payment-terms.ts';

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
    const beside = { cards: await readCards(tables, accountId), missed: await missedInvoices(tables, accountId, rows) };
    // A document prints no state: nothing in it depends on the day on which it is asked for.
    const summaries = invoiceSummaries(account, invoices, dateIn(account.postedAt.toISOString()));
    const own = summaries.find((summary) => summary.cycle === cycle);
    if (!own) return null;
    const moment = closed ? whenClosed(closed) : await whileOpen(tables, account, summaries);
    return documentOf(account, own, moment, linesOf(rows, invoice, beside));
  });
}

type Moment = ReturnType<typeof whenClosed> | Awaited<ReturnType<typeof whileOpen>>;

function documentOf(
  { accountId, reference }: AccountState,
  own: InvoiceSummary,
  { later, minimumCents, policy, closed, ...moment }: Moment,
  lines: DocumentLine[],
): InvoiceDocument {
  const { opensOn, closesOn, dueOn, chargeableFrom } = own;
  const laterDueOn = later.map((invoice) => invoice.dueOn);
  const asked = { totalCents: own.totalCents, minimumCents, dueOn, chargeableFrom, laterDueOn };
  return {
    accountId,
    reference,
    cycle: own.cycle,
    dates: { opensOn, closesOn, dueOn, chargeableFrom },
    ...InvoiceSums.parse(own),
    ...moment,
    nextClosesOn: later[0]?.closesOn ?? '',
    coming: later.filter(({ totalCents }) => totalCents !== 0),
    payment: paymentTerms(asked, policyOf(policy)),
    lines,
    closed: closed && { ...closed, policy },
  };
}

const Coming = z.array(z.object({ cycle: z.int(), closesOn: z.string(), dueOn: z.string(), totalCents: z.int() }));
const Told = FaturaFechada.data.pick({ policy: true, minimumCents: true });

/** What the closing kept: the limit and the invoices to come have changed since. */
function whenClosed({ closedAt, hash, limitCents, coming, data }: InvoiceClosed) {
  return {
    ...Told.parse(JSON.parse(data)),
    issuedAt: closedAt.toISOString(),
    limit: { limitCents: Number(limitCents), now: null },
    holds: [],
    later: Coming.parse(coming),
    closed: { hash },
  };
}

/** How far ahead due dates are told: as many as a printed plan has instalments. */
const MONTHS_AHEAD = 12;

async function whileOpen(tables: Tables, account: AccountState, summaries: readonly InvoiceSummary[]) {
  const { accountId, cycle, closingDay, dueDay, policy } = account;
  const holds = await tables.invoiceHold.findMany({ where: { accountId, outcome: null }, orderBy: { seq: 'asc' } });
  const known = new Map(summaries.map((summary) => [summary.cycle, summary]));
  const open = known.get(cycle);
  if (!open) throw new Error('an account has no open invoice');
  const today: OpenCycle = { ...open, cycle, closingDay, dueDay };
  const cycles = new Set(Array.from({ length: MONTHS_AHEAD }, (_, index) => cycle + 1 + index));
  for (const summary of summaries) if (summary.cycle > cycle) cycles.add(summary.cycle);
  const pendingCents = holds.reduce((sum, { remainingCents }) => sum + Number(remainingCents), 0);
  const owedCents = summaries.reduce((sum, { totalCents }) => sum + totalCents, 0);
  const limitCents = Number(account.limitCents);
  return {
    policy,
    minimumCents: open.minimumCents,
    issuedAt: account.postedAt.toISOString(),
    limit: { limitCents, now: { pendingCents, availableCents: limitCents - owedCents - pendingCents } },
    holds: holds.map(({ remainingCents, merchantName: name, mcc, occurredAt, expiresAt }) => ({
      amountCents: Number(remainingCents),
      merchant: { name, mcc },
      occurredAt: occurredAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
    later: [...cycles]
      .toSorted((one, other) => one - other)
      .map((number) => {
        const { closesOn, dueOn } = forecastDates(today, number);
        return { cycle: number, closesOn, dueOn, totalCents: known.get(number)?.totalCents ?? 0 };
      }),
    closed: null,
  };
}

/** Cards that are known, by id. */
export async function readCards(tables: Tables, accountId: string): Promise<Map<string, InvoiceCard>> {
  const cards = await tables.invoiceCard.findMany({
    where: { accountId, last4: { not: '' } },
    orderBy: { cardId: 'asc' },
  });
  return new Map(cards.map((card) => [card.cardId, card]));
}

export interface BesideLines {
  cards: ReadonlyMap<string, InvoiceCard>;
  missed: ReadonlyMap<InvoiceLine, Missed>;
}

const isoDay = (date: Date): string => date.toISOString().slice(0, 10);

export function linesOf(
  rows: InvoiceLine[],
  { opensOn, closesOn }: Pick<InvoiceRow, 'opensOn' | 'closesOn'>,
  { cards, missed }: BesideLines,
): DocumentLine[] {
  return rows.map((row) => ({
    id: `${row.seq}-${row.number}`,
    kind: LineKind.parse(row.kind),
    amountCents: Number(row.amountCents),
    instalment:
      row.instalment === null || row.instalmentOf === null
        ? null
        : { number: row.instalment, of: row.instalmentOf, purchaseCents: Number(row.purchaseCents) },
    cardLast4: cards.get(row.cardId ?? '')?.last4 ?? null,
    cardKind: CardKind.safeParse(cards.get(row.cardId ?? '')?.kind).data ?? null,
    missed: missedOf(missed.get(row)),
    merchant: row.merchantName === null ? null : { name: row.merchantName, mcc: row.mcc ?? '' },
    paid: row.paidBy === null || row.paidOn === null ? null : { method: row.paidBy, on: isoDay(row.paidOn) },
    abroad: abroadOf(row.abroad),
    occurredAt: row.occurredAt.toISOString(),
    enteredOn: enteredOn(row.postedAt.toISOString(), opensOn ? isoDay(opensOn) : '', closesOn ? isoDay(closesOn) : ''),
  }));
}

const missedOf = (missed: Missed | undefined) => (missed?.dueOn ? { dueOn: isoDay(missed.dueOn) } : null);

const Abroad = z.object({ currency: z.string(), amountMinor: z.int(), rate: z.string() }).nullable();

/** `3790` cents of a dollar are `37.90`; a yen has no decimals. */
function abroadOf(stored: unknown): DocumentLine['abroad'] {
  const abroad = Abroad.parse(stored);
  if (!abroad) return null;
  const { currency, amountMinor, rate } = abroad;
  const places = minorDigits(currency);
  const digits = String(amountMinor).padStart(places + 1, '0');
  const amount = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return { currency, amount, rate };
}
