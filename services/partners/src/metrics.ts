import { metric, type Server } from '@faturaviva/http';
import type { Desk } from './desk.ts';

/** `GET /metrics` in Prometheus' text format: what the experiment of this process has sent. */
export function registerMetrics(app: Server, { desk }: { desk: Desk }): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const running = desk.running();
    const { attempts = 0, retries = 0 } = running?.counts ?? {};
    const text = [
      metric('partners_experiment_running', 'gauge', 'Whether this process runs an experiment.', [
        ['', running ? 1 : 0],
      ]),
      metric('partners_webhook_attempts', 'gauge', 'Webhooks sent by it so far.', [['', attempts]]),
      metric('partners_webhook_retries', 'gauge', 'Of these, those that were not the first of their fact.', [
        ['', retries],
      ]),
    ];
    return reply.type('text/plain; version=0.0.4').send(text.join(''));
  });
}
