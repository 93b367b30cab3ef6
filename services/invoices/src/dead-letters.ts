import { ParkedMessage, Uuid } from '@faturaviva/events';
import { type Access, Problem, ProblemDocument, requireMachine, type Server } from '@faturaviva/http';
import { z } from 'zod';
import type { ParkedMessage as ParkedRow, PrismaClient } from './generated/client.ts';

interface Reading {
  db: PrismaClient;
  access: Access;
}

const State = z.enum(['open', 'repaired', 'discarded']);

const DeadLetter = ParkedMessage.extend({
  state: State,
  /** Why it was discarded. */
  note: z.string().nullable(),
  /** It holds its account's `seq` open: a fact that repairs it, or gives it up, is what ends that. */
  repairable: z.boolean(),
  /** Facts of its account that wait for a missing or a parked one. */
  waiting: z.int(),
});
type DeadLetter = z.infer<typeof DeadLetter>;

const Origin = z
  .string()
  .regex(/^[\w.-]+\/\d{1,4}\/\d{1,15}$/, 'the `next` of the page before')
  .transform((origin) => {
    const [topic = '', partition, offset = 0] = origin.split('/');
    return { topic, partition: Number(partition), offset: BigInt(offset) };
  });

/** A letter holds its message whole, so that a page of them may be large. */
const Page = z.strictObject({
  state: z.enum([...State.options, 'all']).default('open'),
  after: Origin.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const refusals = { '4xx': ProblemDocument, 503: ProblemDocument };

/** What this reader could not read, and the end of it that needs no fact. */
export function registerDeadLetters(app: Server, reading: Reading): void {
  registerList(app, reading);
  registerDiscard(app, reading);
}

function registerList(app: Server, { db, access }: Reading): void {
  const schema = {
    operationId: 'listDeadLetters',
    summary: 'List the messages that this reader parked, in the order of the log (machines)',
    querystring: Page,
    response: { 200: z.object({ deadLetters: z.array(DeadLetter), next: z.string().nullable() }), ...refusals },
  };
  app.get('/v1/dead-letters', { schema }, async (request) => {
    await requireMachine(access, request);
    const { state, after, limit } = request.query;
    const rows = await db.parkedMessage.findMany({
      where: { ...(state === 'all' ? {} : { state }), ...(after ? { OR: beyond(after) } : {}) },
      orderBy: [{ topic: 'asc' }, { partition: 'asc' }, { offset: 'asc' }],
      take: limit + 1,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const next = rows.length > limit && last ? `${last.topic}/${last.partition}/${last.offset}` : null;
    const waiting = await waitingOf(db, page);
    return { deadLetters: page.map((row) => toLetter(row, waiting)), next };
  });
}

const beyond = ({ topic, partition, offset }: z.infer<typeof Origin>) => [
  { topic: { gt: topic } },
  { topic, partition: { gt: partition } },
  { topic, partition, offset: { gt: offset } },
];

function registerDiscard(app: Server, { db, access }: Reading): void {
  const schema = {
    operationId: 'discardDeadLetter',
    summary: 'Give up a message that holds no account back (machines)',
    params: z.object({ id: Uuid }),
    body: z.strictObject({ note: z.string().min(1).max(500).describe('Why, for whoever looks at it later') }),
    response: { 200: DeadLetter, ...refusals },
  };
  app.post('/v1/dead-letters/:id/discard', { schema }, async (request) => {
    await requireMachine(access, request);
    const found = { message: { path: ['id'], equals: request.params.id } };
    // One statement: a repair that comes at the same moment is not overwritten.
    await db.parkedMessage.updateMany({
      where: { ...found, seq: null, state: 'open' },
      data: { state: 'discarded', note: request.body.note },
    });
    const row = await db.parkedMessage.findFirst({ where: found });
    if (!row) throw new Problem(404, 'not-found', 'There is nothing here.');
    if (row.state !== 'discarded') throw notToBeDiscarded(row);
    return toLetter(row, await waitingOf(db, [row]));
  });
}

function notToBeDiscarded({ state }: ParkedRow): Problem {
  if (state === 'repaired') return new Problem(409, 'repaired-already', 'A fact repaired this message.');
  return new Problem(
    409,
    'needs-a-repair',
    'Its account waits at this place. Append a fact that repairs it, or one that gives it up.',
  );
}

/** By account, how many facts wait. */
async function waitingOf(db: PrismaClient, rows: readonly ParkedRow[]): Promise<Map<string, number>> {
  const accountIds = [...new Set(rows.flatMap(({ accountId }) => accountId ?? []))];
  const where = { accountId: { in: accountIds } };
  const counts = await db.waitingFact.groupBy({ by: ['accountId'], where, _count: true });
  return new Map(counts.map(({ accountId, _count }) => [accountId, _count]));
}

function toLetter(row: ParkedRow, waiting: ReadonlyMap<string, number>): DeadLetter {
  const { accountId, seq, message, state, note } = row;
  return {
    ...ParkedMessage.parse(message),
    state: State.parse(state),
    note,
    repairable: seq !== null && state === 'open',
    waiting: waiting.get(accountId ?? '') ?? 0,
  };
}
