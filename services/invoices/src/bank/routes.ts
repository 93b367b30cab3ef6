import type { Pool } from '@faturaviva/database';
import { InvoiceSnapshot, Uuid } from '@faturaviva/events';
import { type Access, Problem, ProblemDocument, requireOperator, type Server } from '@faturaviva/http';
import { z } from 'zod';
import type { BusinessDays } from '../business-day.ts';
import { readSnapshots } from '../read-snapshots.ts';
import { FetchSeconds } from '../reading-work.ts';
import { Work } from '../work.ts';
import { modeOf, setMode, standing } from './accounts.ts';
import type { Clerk } from './clerk.ts';
import { Mode } from './modes.ts';
import type { Pulling } from './pulling.ts';
import { lastRuns, orderNight, Run } from './runs.ts';

interface Operated {
  database: Pool;
  access: Access;
  days: BusinessDays;
  clerk: Clerk;
  pulling: Pulling;
}

const View = z.object({
  /** Whether it is a member of its group right now: between two nights it is not. */
  pulls: z.boolean(),
  /** Accounts that were given a mode; all others are nightly. */
  modes: z.partialRecord(Mode, z.int()),
  /** Facts that were read with others and are not in force. */
  laidBy: z.int(),
  work: Work,
  seconds: FetchSeconds,
  /** The newest first. */
  runs: z.array(Run),
});
const AccountView = z.object({
  mode: Mode,
  /** `null`: nothing of the account is in force yet. */
  snapshot: InvoiceSnapshot.nullable(),
});
const refusals = { '4xx': ProblemDocument, 503: ProblemDocument };
const ById = z.object({ accountId: Uuid });
const Key = z.string().regex(/^[\w:.-]{1,100}$/);

export function registerRoutes(app: Server, operated: Operated): void {
  registerBank(app, operated);
  registerNights(app, operated);
  registerAccounts(app, operated);
}

function registerBank(app: Server, { database, access, clerk, pulling }: Operated): void {
  const schema = {
    operationId: 'seeBank',
    summary: 'What the batch bank does, has done, and what it took',
    response: { 200: View, ...refusals },
  };
  app.get('/v1/bank', { schema }, async (request) => {
    await requireOperator(access, request);
    const [{ modes, laidBy }, runs] = await Promise.all([standing(database), lastRuns(database)]);
    return { pulls: pulling.isMember, modes, laidBy, work: clerk.work(), seconds: pulling.seconds(), runs };
  });
}

function registerNights(app: Server, { database, access, clerk }: Operated): void {
  const schema = {
    operationId: 'orderNight',
    summary: 'Run the night now; the same Idempotency-Key is the same order',
    response: { 202: Run, ...refusals },
  };
  app.post('/v1/nights', { schema }, async (request, reply) => {
    await requireOperator(access, request);
    const key = Key.safeParse(request.headers['idempotency-key']);
    if (!key.success) throw new Problem(400, 'idempotency-key-missing', 'Send an Idempotency-Key.');
    const run = await orderNight(database, key.data, await nameOf(access, request));
    clerk.wake();
    return reply.code(202).send(run);
  });
}

function registerAccounts(app: Server, { database, access, days, clerk }: Operated): void {
  const view = async (accountId: string): Promise<z.infer<typeof AccountView>> => {
    const [stored] = await readSnapshots(database, [accountId], days);
    return {
      mode: await modeOf(database, accountId),
      snapshot: stored ? InvoiceSnapshot.parse(JSON.parse(stored.json)) : null,
    };
  };
  const response = { 200: AccountView, ...refusals };
  const see = { operationId: 'seeAccount', summary: 'An account as this bank has it', params: ById, response };
  app.get('/v1/accounts/:accountId', { schema: see }, async (request) => {
    await requireOperator(access, request);
    return view(request.params.accountId);
  });

  const change = {
    operationId: 'setMode',
    summary: 'When the facts of an account come into force',
    params: ById,
    body: z.strictObject({ mode: Mode }),
    response,
  };
  app.put('/v1/accounts/:accountId/mode', { schema: change }, async (request) => {
    await requireOperator(access, request);
    const { accountId } = request.params;
    await setMode(database, accountId, request.body.mode, await nameOf(access, request));
    clerk.wake();
    return view(accountId);
  });
}

/** Who ordered it, for the book of orders. */
async function nameOf(access: Access, request: Parameters<Access['caller']>[0]): Promise<string> {
  const caller = await access.caller(request);
  return caller.kind === 'machine' ? caller.name : caller.sub;
}
