import type { Server } from '@faturaviva/http';
import type { Desk } from './desk.ts';

/** `GET /metrics` in Prometheus' text format: what the experiment of this process has sent. */
export function registerMetrics(app: Server, { desk }: { desk: Desk }): void {
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    const running = desk.running();
    const { attempts = 0, retries = 0 } = running?.counts ?? {};
    const text = [
      '# HELP partners_experiment_running Whether this process runs an experiment.',
      '# TYPE partners_experiment_running gauge',
      `partners_experiment_running ${running ? 1 : 0}`,
      '# HELP partners_webhook_attempts Webhooks sent by it so far.',
      '# TYPE partners_webhook_attempts gauge',
      `partners_webhook_attempts ${attempts}`,
      '# HELP partners_webhook_retries Of these, those that were not the first of their fact.',
      '# TYPE partners_webhook_retries gauge',
      `partners_webhook_retries ${retries}`,
    ];
    return reply.type('text/plain; version=0.0.4').send(`${text.join('\n')}\n`);
  });
}
