import type { Pool } from '@faturaviva/database';
import { metric, type Server } from '@faturaviva/http';
import type { ReadingPosition } from '@faturaviva/kafka';
import type { Counters } from './counters.ts';

interface Measured {
  database: Pool;
  counters: Counters;
  positions: () => Map<number, ReadingPosition>;
}

const STORED = `
  SELECT (SELECT count(DISTINCT w.account_id) FROM waiting_fact w LEFT JOIN account_state s USING (account_id)
      WHERE w.seq > COALESCE(s.seq, 0))::int AS gaps,
    (SELECT count(*) FROM waiting_fact)::int AS waiting,
    (SELECT count(*) FROM parked_message WHERE state = 'open')::int AS parked`;

/** `GET /metrics` in Prometheus' text format. Gaps and parked messages are those in the tables, of all instances. */
export function registerMetrics(app: Server, { database, counters, positions }: Measured): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { rows } = await database.query<{ gaps: number; waiting: number; parked: number }>(STORED);
    const { gaps = 0, waiting = 0, parked = 0 } = rows[0] ?? {};
    const text = [
      metric('invoices_gaps_open', 'gauge', 'Accounts that wait for a missing fact.', [['', gaps]]),
      metric('invoices_facts_waiting', 'gauge', 'Facts behind those gaps, and those that speak of a parked fact.', [
        ['', waiting],
      ]),
      metric('invoices_messages_parked', 'gauge', 'Messages that no retry mends, neither repaired nor given up.', [
        ['', parked],
      ]),
      metric('invoices_facts_folded_total', 'counter', 'Facts folded by this process.', [['', counters.folded]]),
      metric('invoices_duplicates_total', 'counter', 'Facts that had been folded before.', [['', counters.duplicates]]),
      metric(
        'invoices_unknown_types_total',
        'counter',
        'Facts of types that this reader does not know.',
        [...counters.unknown].map(([type, count]) => [`{type=${JSON.stringify(type)}}`, count]),
      ),
      metric(
        'invoices_lag',
        'gauge',
        'Facts still to be read, of the partitions that this process owns.',
        [...positions()].map(([partition, { next, logEnd }]) => [`{partition="${partition}"}`, logEnd - next]),
      ),
    ];
    return reply.type('text/plain; version=0.0.4').send(text.join(''));
  });
}
