import { metric, type Server } from '@faturaviva/http';
import type { Experiment } from './experiment.ts';
import type { GroupWatch } from './group-watch.ts';

/** `GET /metrics` in Prometheus' text format: the lag of every group on the log of facts, and the experiment's cost. */
export function registerMetrics(
  app: Server,
  { watch, experiment }: { watch: GroupWatch; experiment: Experiment },
): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const groups = await watch.groups();
    const { run } = experiment.view();
    const text = [
      metric(
        'operations_group_lag',
        'gauge',
        'Facts on the log that a group has not told to have read.',
        groups.flatMap(({ group, partitions }) =>
          partitions.map(
            ({ partition, lag }) => [`{group=${JSON.stringify(group)},partition="${partition}"}`, lag] as const,
          ),
        ),
      ),
      metric(
        'operations_group_members',
        'gauge',
        'Processes that read as a group.',
        groups.map(({ group, members }) => [`{group=${JSON.stringify(group)}}`, members] as const),
      ),
      metric('operations_experiment_fetches', 'gauge', 'Fetches of the run of the experiment.', [
        ['', run?.fetches ?? 0],
      ]),
      metric('operations_experiment_bytes', 'gauge', 'Bytes that they brought.', [['', run?.bytes ?? 0]]),
    ];
    return reply.type('text/plain; version=0.0.4').send(text.join(''));
  });
}
