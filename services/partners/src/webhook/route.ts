import type { Pool } from '@faturaviva/database';
import { Problem, ProblemDocument, type Server } from '@faturaviva/http';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import type { Desk } from '../desk.ts';
import { takeIn } from '../receipts.ts';

interface Partner {
  database: Pool;
  desk: Desk;
}

const FULL = new Problem(503, 'overloaded', 'The partner can take no more right now.');

const Event = z.object({ id: z.uuid(), subject: z.uuid(), sequence: z.coerce.number().int() });
const Headers = z.object({
  'webhook-id': z.string(),
  'webhook-timestamp': z.string(),
  'webhook-signature': z.string(),
});

/**
 * The partner's own door: it believes only what is signed with the secret of its experiment and is not old, and
 * answers when the fact is taken in, as its pace allows, or 503 when it cannot take more.
 */
export function registerWebhook(app: Server, { database, desk }: Partner): void {
  app.addContentTypeParser('application/cloudevents+json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  const schema = {
    hide: true,
    params: z.object({ id: z.uuid() }),
    headers: Headers,
    body: z.string().max(64 * 1024),
    response: { 204: z.null(), '4xx': ProblemDocument, 503: ProblemDocument },
  };
  app.post('/v1/webhooks/:id', { schema }, async (request, reply) => {
    const experiment = desk.running(request.params.id);
    if (!experiment) throw new Problem(404, 'not-found', 'There is nothing here.');
    const { id, subject, sequence } = verified(experiment.secret, request.body, request.headers);
    const offer = { id, accountId: subject, seq: sequence };
    const taken = await experiment.pushed.offer(offer, () => takeIn(database, experiment.id, 'push', id));
    // An answer as foreseen, and counted: not thrown, for what is thrown from 500 on stands in the journal as an error.
    if (!taken) {
      request.log.debug({ experiment: experiment.id, fact: id }, 'the partner refused a webhook');
      return reply.code(503).header('retry-after', '1').type('application/problem+json').send(FULL.toDocument());
    }
    return reply.code(204).send(null);
  });
}

/** @throws Problem 401 */
function verified(secret: string, body: string, headers: z.infer<typeof Headers>): z.infer<typeof Event> {
  try {
    return Event.parse(new Webhook(secret).verify(body, headers));
  } catch {
    throw new Problem(401, 'bad-signature', 'This was not signed by whom it says.');
  }
}
