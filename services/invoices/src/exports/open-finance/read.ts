import { startOfDay } from '@faturaviva/calendar';
import { FaturaFechada, LineKind } from '@faturaviva/events';
import type { AccountState, PrismaClient } from '../../generated/client.ts';
import { atOneMoment, linesOf, readCards, type Tables } from '../read-document.ts';
import type { ClosedBill } from './bill.ts';
import type { Posted } from './transaction.ts';
import { CHARGES } from './words.ts';

interface Window {
  skip: number;
  take: number;
}

/** What an answer needs of its account, whatever it tells. */
export interface Told {
  account: AccountState;
  /** Last digits that stand for the account: of its first card, or its own id before it has any. */
  card: string;
}

/** Reads with the account at one moment; `null` where there is none. */
function reading<T>(db: PrismaClient, accountId: string, read: (tables: Tables, told: Told) => Promise<T>) {
  return atOneMoment(db, async (tables) => {
    const account = await tables.accountState.findUnique({ where: { accountId } });
    if (!account) return null;
    const [first] = (await readCards(tables, accountId)).values();
    const card = first?.last4 ?? accountId;
    const told = { account, card };
    return { ...told, found: await read(tables, told) };
  });
}

const isoDay = (date: Date | null): string => date?.toISOString().slice(0, 10) ?? '';
const dateOf = (day: string): Date => new Date(`${day}T00:00:00.000Z`);

const Minimum = FaturaFechada.data.pick({ minimumCents: true });

interface DueBetween {
  fromDueDate?: string | undefined;
  toDueDate?: string | undefined;
}

/** Closed invoices, newest first, and how many there are. */
export const readBills = (db: PrismaClient, accountId: string, due: DueBetween, { skip, take }: Window) =>
  reading(db, accountId, async (tables, { account }) => {
    const where = {
      accountId,
      cycle: { lt: account.cycle },
      dueOn: {
        ...(due.fromDueDate === undefined ? {} : { gte: dateOf(due.fromDueDate) }),
        ...(due.toDueDate === undefined ? {} : { lte: dateOf(due.toDueDate) }),
      },
    };
    const total = await tables.invoice.count({ where });
    const invoices = await tables.invoice.findMany({ where, orderBy: { cycle: 'desc' }, skip, take });
    const cycles = invoices.map(({ cycle }) => cycle);
    const closed = await tables.invoiceClosed.findMany({ where: { accountId, cycle: { in: cycles } } });
    const lines = await tables.invoiceLine.findMany({
      where: {
        accountId,
        OR: [
          { kind: { in: [...CHARGES] }, cycle: { in: cycles } },
          { kind: 'payment', cycle: { in: cycles.map((cycle) => cycle + 1) } },
        ],
      },
      orderBy: [{ cycle: 'asc' }, { position: 'asc' }],
    });
    const told = new Map(closed.map((row) => [row.cycle, { id: row.factId, ...Minimum.parse(JSON.parse(row.data)) }]));
    const bills = invoices.map(
      ({ cycle, dueOn, totalCents }): ClosedBill => ({
        billId: told.get(cycle)?.id ?? '',
        minimumCents: told.get(cycle)?.minimumCents ?? 0,
        dueOn: isoDay(dueOn),
        totalCents: Number(totalCents),
        charges: lines
          .filter((line) => line.cycle === cycle && line.kind !== 'payment')
          .map(({ kind, amountCents }) => ({ kind: LineKind.parse(kind), amountCents: Number(amountCents) })),
        payments: lines
          .filter((line) => line.cycle === cycle + 1 && line.kind === 'payment')
          .map(({ amountCents, paidBy, paidOn }) => ({
            amountCents: -Number(amountCents),
            method: paidBy ?? '',
            on: isoDay(paidOn),
          })),
      }),
    );
    return { total, bills };
  });

interface Asked {
  kinds: string[];
  mcc?: number | undefined;
  /** Days of São Paulo, inclusive. */
  from?: string | undefined;
  to?: string | undefined;
}

/** Lines of open and closed invoices, or of one bill, newest first, and how many there are. */
export const readTransactions = (
  db: PrismaClient,
  accountId: string,
  asked: (account: AccountState) => Asked,
  { skip, take }: Window,
  billId?: string,
) =>
  reading(db, accountId, async (tables, { account }) => {
    const bill =
      billId === undefined ? null : await tables.invoiceClosed.findFirst({ where: { accountId, factId: billId } });
    if (billId !== undefined && !bill) return null;
    const { kinds, mcc, from, to } = asked(account);
    const where = {
      accountId,
      cycle: bill ? bill.cycle : { lte: account.cycle },
      kind: { in: kinds },
      ...(mcc === undefined ? {} : { mcc: String(mcc).padStart(4, '0') }),
      occurredAt: {
        ...(from === undefined ? {} : { gte: new Date(startOfDay(from)) }),
        ...(to === undefined ? {} : { lt: new Date(startOfDay(dayAfter(to))) }),
      },
    };
    const total = await tables.invoiceLine.count({ where });
    const rows = await tables.invoiceLine.findMany({
      where,
      orderBy: [{ cycle: 'desc' }, { position: 'desc' }],
      skip,
      take,
    });
    const cycles = { accountId, cycle: { in: [...new Set(rows.map(({ cycle }) => cycle))] } };
    const invoices = new Map((await tables.invoice.findMany({ where: cycles })).map((row) => [row.cycle, row]));
    const closed = await tables.invoiceClosed.findMany({ where: cycles });
    const bills = new Map(closed.map(({ cycle, factId }) => [cycle, factId]));
    // Its schema has no room for the invoice that a line missed.
    const beside = { cards: await readCards(tables, accountId), missed: new Map() };
    const posted = rows.flatMap((row): Posted[] => {
      const { opensOn = null, closesOn = null } = invoices.get(row.cycle) ?? {};
      return linesOf([row], { opensOn, closesOn }, beside).map((line) => ({
        line,
        cycle: row.cycle,
        billId: bills.get(row.cycle) ?? null,
      }));
    });
    return { total, posted };
  });

function dayAfter(day: string): string {
  const date = dateOf(day);
  date.setUTCDate(date.getUTCDate() + 1);
  return isoDay(date);
}

/** In cents, what of the limit is free. */
export const readLimit = (db: PrismaClient, accountId: string) =>
  reading(db, accountId, async (tables, { account }) => {
    const owed = await tables.invoice.aggregate({
      where: { accountId, cycle: { gte: account.cycle } },
      _sum: { totalCents: true },
    });
    const held = await tables.invoiceHold.aggregate({
      where: { accountId, outcome: null },
      _sum: { remainingCents: true },
    });
    return Number(account.limitCents - (owed._sum.totalCents ?? 0n) - (held._sum.remainingCents ?? 0n));
  });
