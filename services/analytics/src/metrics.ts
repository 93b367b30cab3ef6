import type { Pool } from '@faturaviva/database';
import { metric, type Server } from '@faturaviva/http';
import type { ReadingPosition } from '@faturaviva/kafka';
import type { Counters } from './counters.ts';

interface Measured {
  database: Pool;
  counters: Counters;
  positions: () => Map<number, ReadingPosition>;
}

/** `GET /metrics` in Prometheus' text format. Waiting facts are those in the tables, of all instances. */
export function registerMetrics(app: Server, { database, counters, positions }: Measured): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { rows } = await database.query<{ waiting: number }>('SELECT count(*)::int AS waiting FROM waiting_fact');
    const count = (name: string, help: string, value: number) => metric(name, 'counter', help, [['', value]]);
    const text = [
      metric('analytics_facts_waiting', 'gauge', 'Facts whose account or purchase has not come.', [
        ['', rows[0]?.waiting ?? 0],
      ]),
      count('analytics_facts_counted_total', 'Facts counted by this process.', counters.counted),
      count('analytics_facts_waited_total', 'Facts that came before what they need.', counters.waited),
      count('analytics_duplicates_total', 'Facts that had been taken in before.', counters.duplicates),
      count('analytics_messages_unusable_total', 'Messages that cannot be counted.', counters.unusable),
      metric(
        'analytics_lag',
        'gauge',
        'Facts still to be read, of the partitions that this process owns.',
        [...positions()].map(([partition, { next, logEnd }]) => [`{partition="${partition}"}`, logEnd - next]),
      ),
    ];
    return reply.type('text/plain; version=0.0.4').send(text.join(''));
  });
}
