import { readBody, tell } from '../../../../server/answers.ts';
import { Order, order, readExperiment, readGroups } from '../../../../server/operations.ts';

/** All that the page shows, in one answer. */
export async function GET(): Promise<Response> {
  const [groups, experiment] = await Promise.all([readGroups(), readExperiment()]);
  if (groups.kind !== 'ok') return tell(groups);
  if (experiment.kind !== 'ok') return tell(experiment);
  return Response.json({ ...groups.value, experiment: experiment.value }, { headers: { 'cache-control': 'no-store' } });
}

export async function POST(request: Request): Promise<Response> {
  const read = await readBody(request, Order);
  if ('refusal' in read) return read.refusal;
  const answer = await order(read.body);
  return tell(answer);
}
