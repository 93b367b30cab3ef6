import type { Pool } from '@faturaviva/database';
import {
  FaturaFechada,
  InvoiceLine,
  InvoiceSnapshot,
  InvoiceSummary,
  PortfolioName,
  Reference,
  Uuid,
} from '@faturaviva/events';
import { type Access, ProblemDocument, requireMachine, type Server } from '@faturaviva/http';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { BusinessDays } from './business-day.ts';
import type { AccountState, InvoiceLine as LineRow, PrismaClient } from './generated/client.ts';
import { missedInvoices } from './missed-invoice.ts';
import { notFound, requireOwn } from './own-account.ts';
import { readSnapshots } from './read-snapshots.ts';
import {
  AccountEntry,
  AccountView,
  accountEntry,
  accountView,
  invoiceLine,
  invoiceSummaries,
  PortfolioInvoice,
} from './views.ts';

interface Reading {
  db: PrismaClient;
  database: Pool;
  access: Access;
  days: BusinessDays;
}

const Page = z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(100) });
const Account = z.object({ accountId: Uuid });
const Cycle = Account.extend({ cycle: z.coerce.number().int().min(1).max(2_147_483_647) });
const refusals = { '4xx': ProblemDocument, 503: ProblemDocument };

/** What is stored, read by the holder of an account or by a machine. Another's account is one that is not there. */
export function registerReadApi(app: Server, reading: Reading): void {
  registerAccounts(app, reading);
  registerSnapshot(app, reading);
  registerInvoices(app, reading);
  registerClosed(app, reading);
  registerLines(app, reading);
  registerPortfolio(app, reading);
}

function registerAccounts(app: Server, { db, access }: Reading): void {
  const list = {
    operationId: 'listAccounts',
    summary: 'List the accounts of a portfolio, or find one by its reference (machines)',
    querystring: Page.extend({
      portfolio: PortfolioName.optional(),
      reference: Reference.optional(),
      after: Uuid.optional(),
    }),
    response: { 200: z.object({ accounts: z.array(AccountEntry), next: z.uuid().nullable() }), ...refusals },
  };
  app.get('/v1/accounts', { schema: list }, async (request) => {
    await requireMachine(access, request);
    const { portfolio, reference, after, limit } = request.query;
    const accounts = await db.accountState.findMany({
      where: {
        ...(portfolio === undefined ? {} : { portfolio }),
        ...(reference === undefined ? {} : { reference }),
        ...(after === undefined ? {} : { accountId: { gt: after } }),
      },
      orderBy: { accountId: 'asc' },
      take: limit + 1,
    });
    const page = accounts.slice(0, limit);
    return {
      accounts: page.map(accountEntry),
      next: accounts.length > limit ? (page.at(-1)?.accountId ?? null) : null,
    };
  });

  const one = {
    operationId: 'readAccount',
    summary: 'Read an account and its cards',
    params: Account,
    response: { 200: AccountView, ...refusals },
  };
  app.get('/v1/accounts/:accountId', { schema: one }, async (request) => {
    const account = await ownAccount(db, access, request, request.params.accountId);
    const cards = await db.invoiceCard.findMany({
      where: { accountId: account.accountId, last4: { not: '' } },
      orderBy: [{ last4: 'asc' }, { cardId: 'asc' }],
    });
    return accountView(account, cards);
  });
}

function registerSnapshot(app: Server, { database, access, days }: Reading): void {
  const schema = {
    operationId: 'readSnapshot',
    summary: 'Read what the first screen shows, as it is published',
    params: Account,
    response: { 200: InvoiceSnapshot, ...refusals },
  };
  app.get('/v1/accounts/:accountId/snapshot', { schema }, async (request, reply) => {
    const { accountId } = request.params;
    await requireOwn(access, request, accountId);
    const [snapshot] = await readSnapshots(database, [accountId], days);
    if (!snapshot) throw notFound();
    // The bytes that the database made are those that are published: they are sent as they are.
    return reply.type('application/json').send(snapshot.json as never);
  });
}

function registerInvoices(app: Server, { db, access, days }: Reading): void {
  const list = {
    operationId: 'listInvoices',
    summary: 'List the invoices of an account: closed, open and to come',
    params: Account,
    response: { 200: z.object({ invoices: z.array(InvoiceSummary) }), ...refusals },
  };
  app.get('/v1/accounts/:accountId/invoices', { schema: list }, async (request) => {
    const account = await ownAccount(db, access, request, request.params.accountId);
    return { invoices: await summariesOf(db, account, days) };
  });

  const one = {
    operationId: 'readInvoice',
    summary: 'Read one invoice of an account',
    params: Cycle,
    response: { 200: InvoiceSummary, ...refusals },
  };
  app.get('/v1/accounts/:accountId/invoices/:cycle', { schema: one }, async (request) => {
    const account = await ownAccount(db, access, request, request.params.accountId);
    const found = (await summariesOf(db, account, days)).find(({ cycle }) => cycle === request.params.cycle);
    if (!found) throw notFound();
    return found;
  });
}

function registerClosed(app: Server, { db, access }: Reading): void {
  const schema = {
    operationId: 'readClosedInvoice',
    summary: 'Read a closed invoice with its hash, as it is told on closed-invoices',
    params: Cycle,
    response: { 200: FaturaFechada.data, ...refusals },
  };
  app.get('/v1/accounts/:accountId/invoices/:cycle/closed', { schema }, async (request, reply) => {
    const { accountId, cycle } = request.params;
    await requireOwn(access, request, accountId);
    const closed = await db.invoiceClosed.findUnique({ where: { accountId_cycle: { accountId, cycle } } });
    if (!closed) throw notFound();
    // The bytes that were stored when it closed are those that were published: they are sent as they are.
    return reply.type('application/json').send(closed.data as never);
  });
}

const Lines = z.array(InvoiceLine);
const LineId = z
  .string()
  .regex(/^\d{1,10}-\d{1,3}$/, 'the id of a line')
  .transform((id) => id.split('-').map(Number));

function registerLines(app: Server, { db, access }: Reading): void {
  const list = {
    operationId: 'listLines',
    summary: 'List the lines of an invoice, newest first, with the place of each fact on the log',
    params: Cycle,
    querystring: Page.extend({ after: LineId.optional() }),
    response: { 200: z.object({ lines: Lines, next: z.string().nullable() }), ...refusals },
  };
  app.get('/v1/accounts/:accountId/invoices/:cycle/lines', { schema: list }, async (request) => {
    const { accountId } = await ownAccount(db, access, request, request.params.accountId);
    const { after: [seq = 0, number = 0] = [], limit } = request.query;
    const older = { OR: [{ seq: { lt: seq } }, { seq, number: { lt: number } }] };
    const rows = await db.invoiceLine.findMany({
      where: { accountId, cycle: request.params.cycle, ...(request.query.after ? older : {}) },
      orderBy: [{ seq: 'desc' }, { number: 'desc' }],
      take: limit + 1,
    });
    const lines = await asLines(db, accountId, rows.slice(0, limit));
    return { lines, next: rows.length > limit ? (lines.at(-1)?.id ?? null) : null };
  });

  const ladder = {
    operationId: 'listInstalments',
    summary: 'List the lines of one purchase: its instalments, first to last',
    params: Account.extend({ purchaseId: Uuid }),
    response: { 200: z.object({ lines: Lines }), ...refusals },
  };
  app.get('/v1/accounts/:accountId/purchases/:purchaseId', { schema: ladder }, async (request) => {
    const { accountId } = await ownAccount(db, access, request, request.params.accountId);
    const { purchaseId } = request.params;
    const rows = await db.invoiceLine.findMany({
      where: { accountId, purchaseId },
      orderBy: [{ seq: 'asc' }, { number: 'asc' }],
    });
    if (rows.length === 0) throw notFound();
    return { lines: await asLines(db, accountId, rows) };
  });
}

const InvoiceCursor = z
  .string()
  .regex(/^[\da-f-]{36}:\d{1,9}$/, 'the `next` of the page before')
  .transform((cursor) => ({ accountId: cursor.slice(0, 36), cycle: Number(cursor.slice(37)) }))
  .pipe(Cycle.extend({ cycle: z.int() }));

function registerPortfolio(app: Server, { db, access, days }: Reading): void {
  const schema = {
    operationId: 'listPortfolioInvoices',
    summary: 'List the invoices of a whole portfolio, by account and cycle; a page may be short (machines)',
    querystring: Page.extend({ portfolio: PortfolioName, after: InvoiceCursor.optional() }),
    response: { 200: z.object({ invoices: z.array(PortfolioInvoice), next: z.string().nullable() }), ...refusals },
  };
  app.get('/v1/invoices', { schema }, async (request) => {
    await requireMachine(access, request);
    const { portfolio, after, limit } = request.query;
    const take = Math.ceil(limit / 8) + 1;
    const accounts = await db.accountState.findMany({
      where: { portfolio, ...(after ? { accountId: { gte: after.accountId } } : {}) },
      orderBy: { accountId: 'asc' },
      take,
    });
    const summaries = await allSummaries(db, accounts, days);
    const begin = after
      ? summaries.findIndex(({ accountId, cycle }) => accountId !== after.accountId || cycle > after.cycle)
      : 0;
    const rest = begin < 0 ? [] : summaries.slice(begin);
    const invoices = rest.slice(0, limit);
    const last = invoices.at(-1);
    const more = rest.length > limit || accounts.length === take;
    return { invoices, next: more && last ? `${last.accountId}:${last.cycle}` : null };
  });
}

async function allSummaries(
  db: PrismaClient,
  accounts: AccountState[],
  days: BusinessDays,
): Promise<z.infer<typeof PortfolioInvoice>[]> {
  const rows = await db.invoice.findMany({
    where: { accountId: { in: accounts.map(({ accountId }) => accountId) } },
    orderBy: { cycle: 'asc' },
  });
  const byAccount = Map.groupBy(rows, ({ accountId }) => accountId);
  const today = await days.all(accounts.map(livedBy));
  return accounts.flatMap((account, index) => {
    const own = byAccount.get(account.accountId) ?? [];
    const { accountId, reference, seq } = account;
    return invoiceSummaries(account, own, today[index] ?? '').map((summary) => ({
      ...summary,
      accountId,
      reference,
      seq,
    }));
  });
}

const livedBy = ({ portfolio, postedAt }: AccountState) => ({ portfolio, postedAt: postedAt.toISOString() });

async function summariesOf(db: PrismaClient, account: AccountState, days: BusinessDays): Promise<InvoiceSummary[]> {
  const invoices = await db.invoice.findMany({ where: { accountId: account.accountId }, orderBy: { cycle: 'asc' } });
  return invoiceSummaries(account, invoices, await days.of(livedBy(account)));
}

/** Lines with what is told beside them: of which card they are, and which invoice they missed. */
export async function asLines(db: PrismaClient, accountId: string, rows: LineRow[]): Promise<InvoiceLine[]> {
  const cards = await db.invoiceCard.findMany({ where: { accountId } });
  const byId = new Map(cards.map((card) => [card.cardId, card]));
  const missed = await missedInvoices(db, accountId, rows);
  return rows.map((row) =>
    invoiceLine(row, { card: byId.get(row.cardId ?? ''), missedCycle: missed.get(row)?.cycle ?? null }),
  );
}

async function ownAccount(db: PrismaClient, access: Access, request: FastifyRequest, accountId: string) {
  await requireOwn(access, request, accountId);
  const account = await db.accountState.findUnique({ where: { accountId } });
  if (!account) throw notFound();
  return account;
}
