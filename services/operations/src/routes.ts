import { type Access, Problem, ProblemDocument, requireOperator, type Server } from '@faturaviva/http';
import { GroupActive, UnfitPace } from '@faturaviva/kafka';
import { z } from 'zod';
import { Choice, PaceChange } from './choice.ts';
import { type Experiment, ExperimentView } from './experiment.ts';
import { GroupView, type GroupWatch } from './group-watch.ts';
import { logAway } from './log-away.ts';

interface Operated {
  access: Access;
  watch: GroupWatch;
  experiment: Experiment;
}

const refusals = { '4xx': ProblemDocument, 503: ProblemDocument };

/** What the log's door throws, as an answer. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (error instanceof GroupActive) throw new Problem(409, 'group-active', error.message);
    if (error instanceof UnfitPace) throw new Problem(400, 'unfit-pace', error.message);
    throw logAway(error instanceof Error ? error.message : String(error));
  }
}

export function registerRoutes(app: Server, { access, watch, experiment }: Operated): void {
  const groups = {
    operationId: 'listGroups',
    summary: 'Every group that reads the log of facts, with its lag per partition',
    response: { 200: z.object({ groups: z.array(GroupView) }), ...refusals },
  };
  app.get('/v1/groups', { schema: groups }, async (request) => {
    await requireOperator(access, request);
    return { groups: await asked(() => watch.groups()) };
  });

  const response = { 200: ExperimentView, ...refusals };
  const see = {
    operationId: 'seeExperiment',
    summary: 'The run of the experiment reader, and those before it',
    response,
  };
  app.get('/v1/experiment', { schema: see }, async (request) => {
    await requireOperator(access, request);
    return experiment.view();
  });

  const start = {
    operationId: 'startExperiment',
    summary: 'Begin a run anew, from a chosen point',
    body: Choice,
    response,
  };
  app.post('/v1/experiment', { schema: start }, async (request) => {
    await requireOperator(access, request);
    await asked(() => experiment.start(request.body));
    return experiment.view();
  });

  const change = {
    operationId: 'changePace',
    summary: 'Change how the run pulls, or pause it',
    body: PaceChange,
    response,
  };
  app.patch('/v1/experiment', { schema: change }, async (request) => {
    await requireOperator(access, request);
    const under = await asked(() => Promise.resolve(experiment.change(request.body)));
    if (!under) throw new Problem(409, 'no-run', 'No run is under way.');
    return experiment.view();
  });

  const stop = { operationId: 'stopExperiment', summary: 'End the run where it stands', response };
  app.delete('/v1/experiment', { schema: stop }, async (request) => {
    await requireOperator(access, request);
    await asked(() => experiment.stop());
    return experiment.view();
  });
}
