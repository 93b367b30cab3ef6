import { metric, type Server } from '@faturaviva/http';
import type { Clerk } from './clerk.ts';
import type { Pulling } from './pulling.ts';

/** `GET /metrics` in Prometheus' text format: the work of this process. */
export function registerMetrics(app: Server, { clerk, pulling }: { clerk: Clerk; pulling: Pulling }): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const { facts, folded, transactions, rows } = clerk.work();
    const text = [
      metric('bank_pulling', 'gauge', 'Whether this process is a member of its group.', [
        ['', pulling.isMember ? 1 : 0],
      ]),
      metric('bank_facts_read_total', 'counter', 'Facts read by this process.', [['', facts]]),
      metric('bank_facts_folded_total', 'counter', 'Of these, those that came into force.', [['', folded]]),
      metric('bank_transactions_total', 'counter', 'Commits with effects of facts.', [['', transactions]]),
      metric('bank_rows_total', 'counter', 'Rows written, changed or taken away.', [['', rows]]),
    ];
    return reply.type('text/plain; version=0.0.4').send(text.join(''));
  });
}
