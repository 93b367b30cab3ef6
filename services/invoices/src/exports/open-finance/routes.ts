import { randomUUID } from 'node:crypto';
import { dateIn } from '@faturaviva/calendar';
import { Day, Uuid } from '@faturaviva/events';
import { type Access, type Server, toProblem } from '@faturaviva/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PrismaClient } from '../../generated/client.ts';
import { notFound, requireOwn } from '../../own-account.ts';
import { billOf } from './bill.ts';
import { limitOf } from './limit.ts';
import { BASE, linksOf, metaOf, momentOf, Paging, windowOf } from './page.ts';
import { readBills, readLimit, readTransactions } from './read.ts';
import { Bill, Errors, Limit, Links, Meta, OnlyRequestDateTime, Transaction, TransactionType } from './shapes.ts';
import { kindsOf, transactionOf } from './transaction.ts';

interface OpenFinance {
  db: PrismaClient;
  access: Access;
  /** Where the API is reached from outside: `links` are addresses below it. */
  publicUrl: string;
}

const Account = z.object({ creditCardAccountId: Uuid });
const Filter = z.object({
  fromTransactionDate: Day.optional(),
  toTransactionDate: Day.optional(),
  transactionType: TransactionType.optional(),
  payeeMCC: z.coerce.number().int().min(0).max(9_999).optional(),
});

/**
 * An account as Open Finance Brasil lets others read it. Consents and certificates belong to who serves it outside;
 * here the same callers read it as everywhere.
 */
export function registerOpenFinance(app: Server, reading: OpenFinance): void {
  registerBills(app, reading);
  registerTransactions(app, reading);
  registerLimits(app, reading);
}

/** What all of these routes share: the norm's interaction id and its form of an error. */
const common = {
  onRequest: async (request: FastifyRequest, reply: FastifyReply) => {
    const given = request.headers['x-fapi-interaction-id'];
    const parsed = z.uuid().safeParse(given);
    void reply.header('x-fapi-interaction-id', parsed.success ? parsed.data : randomUUID());
    if (given !== undefined && !parsed.success) return refuse(reply, 400, 'x-fapi-interaction-id is not a UUID.');
  },
  errorHandler: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    const fields = problem.options.errors?.map(({ field, message }) => `${field}: ${message}`).join('; ');
    void reply.headers(problem.options.headers ?? {});
    void refuse(reply, problem.status, fields ?? problem.options.detail ?? problem.message, problem.code);
  },
};

const refuse = (reply: FastifyReply, status: number, detail: string, code = 'invalid-request') =>
  reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [{ code, title: TITLES.get(status) ?? 'Erro', detail }] }));

const TITLES = new Map([
  [400, 'Requisição inválida'],
  [401, 'Não autorizado'],
  [404, 'Recurso não encontrado'],
]);

const refusals = { '4xx': Errors, 503: Errors };

function registerBills(app: Server, { db, access, publicUrl }: OpenFinance): void {
  const schema = {
    operationId: 'openFinanceBills',
    summary: 'Open Finance Brasil: closed invoices, newest first',
    params: Account,
    querystring: Paging.extend({ fromDueDate: Day.optional(), toDueDate: Day.optional() }),
    response: { 200: z.object({ data: z.array(Bill), links: Links, meta: Meta }), ...refusals },
  };
  app.get(`${BASE}/accounts/:creditCardAccountId/bills`, { schema, ...common }, async (request) => {
    const { params, query, url } = request;
    await requireOwn(access, request, params.creditCardAccountId);
    const told = await readBills(db, params.creditCardAccountId, query, windowOf(query));
    if (!told) throw notFound();
    const { account, found } = told;
    return {
      data: found.bills.map(billOf),
      links: linksOf(publicUrl, url, query, found.total),
      meta: metaOf(query, found.total, account.postedAt),
    };
  });
}

function registerTransactions(app: Server, { db, access, publicUrl }: OpenFinance): void {
  const ofBill = {
    operationId: 'openFinanceBillTransactions',
    summary: 'Open Finance Brasil: the lines of a closed invoice, newest first',
    params: Account.extend({ billId: z.string().max(100) }),
    querystring: Paging.extend(Filter.shape),
    response: { 200: z.object({ data: z.array(Transaction), links: Links, meta: Meta }), ...refusals },
  };
  app.get(
    `${BASE}/accounts/:creditCardAccountId/bills/:billId/transactions`,
    { schema: ofBill, ...common },
    async (request) => {
      const { params, query, url } = request;
      const { creditCardAccountId: accountId } = params;
      await requireOwn(access, request, accountId);
      const billId = z.uuid().safeParse(params.billId);
      if (!billId.success) throw notFound();
      const asked = () => ({ ...filterOf(query), from: query.fromTransactionDate, to: query.toTransactionDate });
      const told = await readTransactions(db, accountId, asked, windowOf(query), billId.data);
      if (!told?.found) throw notFound();
      const { account, card, found } = told;
      return {
        data: found.posted.flatMap((posted) => transactionOf(accountId, card, posted) ?? []),
        links: linksOf(publicUrl, url, query, found.total),
        meta: metaOf(query, found.total, account.postedAt),
      };
    },
  );

  const all = {
    operationId: 'openFinanceTransactions',
    summary: 'Open Finance Brasil: lines of open and closed invoices, newest first; of the current day unless told',
    params: Account,
    querystring: Paging.extend(Filter.shape),
    response: { 200: z.object({ data: z.array(Transaction), links: Links, meta: OnlyRequestDateTime }), ...refusals },
  };
  app.get(`${BASE}/accounts/:creditCardAccountId/transactions`, { schema: all, ...common }, async (request) => {
    const { params, query, url } = request;
    const { creditCardAccountId: accountId } = params;
    await requireOwn(access, request, accountId);
    // "Caso não seja informado, deve ser assumido o dia atual": that of the account's own clock.
    const told = await readTransactions(
      db,
      accountId,
      ({ postedAt }) => {
        const today = dateIn(postedAt.toISOString());
        return { ...filterOf(query), from: query.fromTransactionDate ?? today, to: query.toTransactionDate ?? today };
      },
      windowOf(query),
    );
    if (!told?.found) throw notFound();
    const { account, card, found } = told;
    return {
      data: found.posted.flatMap((posted) => transactionOf(accountId, card, posted) ?? []),
      links: linksOf(publicUrl, url, query, found.total),
      meta: momentOf(account.postedAt),
    };
  });
}

const filterOf = ({ transactionType, payeeMCC }: z.infer<typeof Filter>) => ({
  kinds: kindsOf(transactionType),
  mcc: payeeMCC,
});

function registerLimits(app: Server, { db, access, publicUrl }: OpenFinance): void {
  const schema = {
    operationId: 'openFinanceLimits',
    summary: 'Open Finance Brasil: the limit of the account, one for all its cards',
    params: Account,
    response: { 200: z.object({ data: z.array(Limit), links: Links, meta: Meta }), ...refusals },
  };
  app.get(`${BASE}/accounts/:creditCardAccountId/limits`, { schema, ...common }, async (request) => {
    const { creditCardAccountId: accountId } = request.params;
    await requireOwn(access, request, accountId);
    const told = await readLimit(db, accountId);
    if (!told) throw notFound();
    const { account, card, found } = told;
    return {
      data: [limitOf(card, Number(account.limitCents), found)],
      links: { self: new URL(request.url, publicUrl).href },
      meta: { totalRecords: 1, totalPages: 1, ...momentOf(account.postedAt) },
    };
  });
}
