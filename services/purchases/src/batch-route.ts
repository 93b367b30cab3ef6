import { Problem, ProblemDocument, type Server, toProblem } from '@faturaviva/http';
import type { Logger } from '@faturaviva/process';
import { z } from 'zod';
import type { AccountIndex } from './account-index.ts';
import { type ApiKey, type ApiKeys, knownFirst } from './api-keys.ts';
import { purchase } from './commands/purchase.ts';
import type { DecisionLanes } from './decision-lanes.ts';
import { IdempotencyKey, submissionOf, traceparentOf } from './routes.ts';

const MOST = 500;
/** Five hundred purchases with the longest names and keys. */
const BODY_LIMIT = 640 * 1024;

const Body = z.strictObject({
  purchases: z
    .array(z.unknown())
    .min(1)
    .max(MOST)
    .describe('Bodies of POST /v1/purchases, each with its idempotencyKey beside its fields'),
});

const Item = z.looseObject({ idempotencyKey: IdempotencyKey });

const BatchAnswer = z.object({
  /** In the order of the request. */
  answers: z.array(
    z.object({
      idempotencyKey: z.string().nullable(),
      status: z.int(),
      replayed: z.boolean(),
      answer: z.union([purchase.answer, ProblemDocument]),
    }),
  ),
});

interface BatchRoute {
  apiKeys: ApiKeys;
  accounts: AccountIndex;
  lanes: DecisionLanes;
  logger: Logger;
}

/**
 * Files of acquirers: each item is decided as if it had come alone, one account's in the order of the file, and each has
 * the answer that it would have had alone. The same file sent again gets the same answers.
 */
export function registerBatch(app: Server, route: BatchRoute): void {
  const schema = {
    operationId: 'purchaseBatch',
    summary: `Authorise up to ${MOST} card purchases, each with a key and an answer of its own`,
    body: Body,
    response: { 200: BatchAnswer, '4xx': ProblemDocument },
  };
  app.post(
    '/v1/purchases/batch',
    { schema, bodyLimit: BODY_LIMIT, onRequest: knownFirst(route.apiKeys) },
    async (request) => {
      const apiKey = await route.apiKeys.of(request);
      const { purchases } = request.body;
      const known = await Promise.all(purchases.map((item) => prepare(item, apiKey, traceparentOf(request), route)));
      // Submitted in one turn and in the order of the file: that is the order in which they are decided.
      return { answers: await Promise.all(known.map((item) => decide(item, route))) };
    },
  );
}

type Prepared = { key: string | null } & (
  | { submission: Awaited<ReturnType<typeof submissionOf>> }
  | { refused: unknown }
);

async function prepare(
  item: unknown,
  apiKey: ApiKey,
  traceparent: string | null,
  route: BatchRoute,
): Promise<Prepared> {
  const keyed = Item.safeParse(item);
  if (!keyed.success) return { key: null, refused: keyed.error };
  const { idempotencyKey: key, ...fields } = keyed.data;
  try {
    const asked = { command: purchase, body: purchase.body.parse(fields), params: {}, key, traceparent };
    return { key, submission: await submissionOf(asked, apiKey, route.accounts) };
  } catch (refused) {
    return { key, refused };
  }
}

async function decide(prepared: Prepared, { lanes, logger }: BatchRoute) {
  const { key: idempotencyKey } = prepared;
  try {
    if ('refused' in prepared) throw prepared.refused;
    const { status, text, replayed } = await lanes.submit(prepared.submission);
    return { idempotencyKey, status, replayed, answer: purchase.answer.parse(JSON.parse(text)) as object };
  } catch (error) {
    const problem = toProblem(error);
    if (problem.status >= 500 && !(error instanceof Problem)) logger.error({ err: error }, 'an item of a batch failed');
    return { idempotencyKey, status: problem.status, replayed: false, answer: problem.toDocument() };
  }
}
