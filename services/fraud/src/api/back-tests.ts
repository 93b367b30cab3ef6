import { Instant } from '@faturaviva/events';
import { Problem, type Server } from '@faturaviva/http';
import { z } from 'zod';
import { isInOrder, notInOrder, period } from '../back-test/job.ts';
import { BackTestReport } from '../back-test/report.ts';
import type { BackTests } from '../back-test/runs.ts';
import type { FraudBackTest, PrismaClient } from '../generated/client.ts';
import { RuleSet } from '../rules/rule-set.ts';
import { knownPortfolios } from './catalogue.ts';
import type { Office } from './register.ts';
import { currentRules } from './rule-sets.ts';
import { RuleSetVersion, refusals } from './shapes.ts';

const Run = z.object({
  id: z.uuid(),
  name: z.string(),
  /** Of the rules tried; `null`: they were sent along. */
  version: z.int().nullable(),
  /** The version held beside it. */
  against: z.int().nullable(),
  from: z.iso.date(),
  to: z.iso.date(),
  portfolio: z.string().nullable(),
  state: z.enum(['running', 'done', 'failed']),
  /** Facts of the log read, of those to read. */
  read: z.int(),
  total: z.int(),
  note: z.string().nullable(),
  startedBy: z.string(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
  report: BackTestReport.nullable(),
});

const Tried = z.object({
  name: z.string(),
  version: z.int().nullable().default(null),
  against: z.int().nullable().default(null),
});

const Wish = z
  .strictObject({
    rules: RuleSet.optional(),
    version: RuleSetVersion.optional(),
    against: RuleSetVersion.optional(),
    ...period,
  })
  .refine(({ rules, version }) => (rules === undefined) !== (version === undefined), {
    path: ['rules'],
    error: 'either rules or a version of them',
  })
  .refine(isInOrder, notInOrder);

const DAY_MS = 86_400_000;
const MOST_DAYS = 400;

/** Rules tried on the log. It changes nothing but the list of runs. */
export function registerBackTests(app: Server, { db, database, machine }: Office, backTests: BackTests): void {
  const start = {
    operationId: 'startBackTest',
    summary: 'Try rules, or a version of them, on the log: what they would have flagged (machines)',
    body: Wish.refine(({ from, to }) => Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS, {
      path: ['from'],
      error: `at most ${MOST_DAYS} days`,
    }),
    response: { 202: z.object({ id: z.uuid() }), ...refusals },
  };
  app.post('/v1/back-tests', { schema: start }, async (request, reply) => {
    const { name } = await machine(request);
    const { rules: sent, version, against, ...days } = request.body;
    const rules = sent ?? (await rulesOf(db, 'version', version));
    const other = against === undefined ? {} : { against: await rulesOf(db, 'against', against) };
    if (days.portfolio !== undefined && !(await knownPortfolios(database)).includes(days.portfolio))
      throw misfit('portfolio', 'no purchase of this portfolio was scored');
    const versions = { version: version ?? null, against: against ?? null };
    const id = await backTests.start({ rules, ...other, ...days }, versions, name);
    if (id !== null) return reply.code(202).send({ id });
    throw new Problem(409, 'back-test-running', 'Another back-test runs: they go one after another.');
  });

  const read = {
    operationId: 'readBackTest',
    summary: 'Read a back-test, and how far it came (machines)',
    params: z.object({ id: z.uuid().toLowerCase() }),
    response: { 200: Run, ...refusals },
  };
  app.get('/v1/back-tests/:id', { schema: read }, async (request) => {
    await machine(request);
    const row = await db.fraudBackTest.findUnique({ where: { id: request.params.id } });
    if (!row) throw new Problem(404, 'not-found', 'There is nothing here.');
    return view(row);
  });

  const list = {
    operationId: 'listBackTests',
    summary: 'List the newest back-tests, without their reports (machines)',
    querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(100).default(10) }),
    response: { 200: z.object({ runs: z.array(Run.omit({ report: true })) }), ...refusals },
  };
  app.get('/v1/back-tests', { schema: list }, async (request) => {
    await machine(request);
    const rows = await db.fraudBackTest.findMany({ orderBy: { startedAt: 'desc' }, take: request.query.limit });
    return { runs: rows.map(view) };
  });
}

/** @throws Problem 400 when there is no such version, 409 when it names what is no more */
async function rulesOf(db: PrismaClient, field: string, version: number | undefined): Promise<RuleSet> {
  const row = await db.fraudRuleSet.findUnique({ where: { version: version ?? 0 } });
  if (!row) throw misfit(field, 'no such version');
  return currentRules(row.document);
}

const misfit = (field: string, message: string): Problem =>
  new Problem(400, 'invalid-request', 'Some fields do not fit.', { errors: [{ field, message }] });

function view(row: FraudBackTest): z.infer<typeof Run> {
  const { id, portfolio, note, startedBy } = row;
  const day = (date: Date) => date.toISOString().slice(0, 10);
  return {
    id,
    ...Tried.parse(row.document),
    portfolio,
    note,
    startedBy,
    from: day(row.fromDay),
    to: day(row.toDay),
    state: Run.shape.state.parse(row.state),
    read: Number(row.read),
    total: Number(row.total),
    startedAt: row.startedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    report: row.report === null ? null : BackTestReport.parse(row.report),
  };
}
