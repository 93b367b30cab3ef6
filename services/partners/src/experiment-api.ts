import { type Access, Problem, ProblemDocument, requireOperator, type Server } from '@faturaviva/http';
import { z } from 'zod';
import type { Desk } from './desk.ts';
import type { PartnerExperiment, PrismaClient } from './generated/client.ts';
import { Sample } from './sample.ts';
import { Settings } from './settings.ts';
import { type Slice, sizeOf } from './slice.ts';

interface Operated {
  db: PrismaClient;
  access: Access;
  desk: Desk;
}

const View = z.object({
  id: z.uuid(),
  state: z.enum(['running', 'finished', 'stopped', 'broken']),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  settings: Settings,
  /** Facts in all: fewer than asked for when the log holds no more. */
  facts: z.int(),
});
const Watched = View.extend({ samples: z.array(Sample.extend({ atMs: z.int() })) });
const refusals = { '4xx': ProblemDocument, 503: ProblemDocument };
const ById = z.object({ id: z.uuid() });

const toView = ({ id, state, startedAt, endedAt, settings, slice }: PartnerExperiment): z.infer<typeof View> =>
  View.parse({
    id,
    state,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    settings,
    facts: sizeOf(slice as unknown as Slice),
  });

/** Experiments: the last ones, one with its measurements, a new one, an end. */
export function registerExperiments(app: Server, { db, access, desk }: Operated): void {
  const watched = async (id: string) => {
    const row = await db.partnerExperiment.findUnique({ where: { id } });
    if (!row) throw new Problem(404, 'not-found', 'There is nothing here.');
    const rows = await db.experimentSample.findMany({ where: { experimentId: id }, orderBy: { atMs: 'asc' } });
    return { ...toView(row), samples: rows.map(({ atMs, data }) => ({ ...Sample.parse(data), atMs })) };
  };

  const list = {
    operationId: 'listExperiments',
    summary: 'The newest experiments',
    response: { 200: z.object({ experiments: z.array(View) }), ...refusals },
  };
  app.get('/v1/experiments', { schema: list }, async (request) => {
    await requireOperator(access, request);
    await desk.breakSilent();
    const rows = await db.partnerExperiment.findMany({ orderBy: { startedAt: 'desc' }, take: 20 });
    return { experiments: rows.map(toView) };
  });

  const see = {
    operationId: 'seeExperiment',
    summary: 'One experiment with its measurements, twice a second',
    params: ById,
    response: { 200: Watched, ...refusals },
  };
  app.get('/v1/experiments/:id', { schema: see }, async (request) => {
    await requireOperator(access, request);
    await desk.breakSilent();
    return watched(request.params.id);
  });

  const start = {
    operationId: 'startExperiment',
    summary: 'Send the same facts both ways',
    body: Settings,
    response: { 201: Watched, ...refusals },
  };
  app.post('/v1/experiments', { schema: start }, async (request, reply) => {
    await requireOperator(access, request);
    const id = await desk.begin(request.body);
    return reply.code(201).send(await watched(id));
  });

  const stop = {
    operationId: 'stopExperiment',
    summary: 'End it as it stands',
    params: ById,
    response: { 200: Watched, ...refusals },
  };
  app.post('/v1/experiments/:id/stop', { schema: stop }, async (request) => {
    await requireOperator(access, request);
    const { id } = request.params;
    const before = await watched(id);
    const running = desk.running(id);
    if (before.state === 'running' && !running)
      throw new Problem(409, 'runs-elsewhere', 'Another instance runs this experiment; ask that one.');
    await running?.stop();
    return watched(id);
  });
}
