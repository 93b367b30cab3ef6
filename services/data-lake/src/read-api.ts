import type { Pool } from '@faturaviva/database';
import { type Access, ProblemDocument, requireOperator, type Server } from '@faturaviva/http';
import { readOffsets } from '@faturaviva/kafka';
import { z } from 'zod';
import type { Catalogue, Contents } from './catalogue.ts';
import { readCheckpoints } from './cut-store.ts';
import { LakeOverview, overviewOf, type Standing } from './overview.ts';
import { type Reconciler, ReconcilerView } from './reconciler.ts';
import { CHECKPOINT_SIZE } from './rules/tally.ts';
import type { Asker } from './sql/asker.ts';
import { wantedOf } from './upload/wanted.ts';

export interface Readable {
  access: Access;
  database: Pool;
  catalogue: Catalogue;
  asker: Asker;
  reconciler: Reconciler;
  group: string;
  topic: string;
  /** Name of the object store; `null`: nothing is uploaded. */
  store: string | null;
  /** Offset of the next fact to be appended, per partition; `null` while Kafka is away. */
  logEnds(): Promise<number[] | null>;
  trouble(): string | null;
  uploadTrouble: () => string | null;
}

const count = z.int().min(0);
const errors = { '4xx': ProblemDocument, 503: ProblemDocument };
const Checkpoints = z.object({
  topic: z.string(),
  /** Offsets between two of them. */
  size: count,
  checkpoints: z.array(
    z.object({
      partition: count,
      /** It closes the stretch of `size` offsets that ends before this one. */
      offset: count,
      facts: count,
      purchases: count,
      /** Of the authorised purchases. */
      amountCents: count,
    }),
  ),
});
const Cell: z.ZodType<unknown> = z.unknown();
const Question = z.object({ sql: z.string().min(1).max(3_000) });
const Answered = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(Cell)),
  /** There are more rows than these. */
  more: z.boolean(),
  /** Wall time that it took. */
  ms: count,
});

export function registerReadApi(app: Server, of: Readable): void {
  const { access, database, asker, reconciler, group, topic } = of;

  const overview = {
    operationId: 'getLake',
    summary: 'What the lake holds, how far it has read, and what comes next',
    querystring: z.object({ type: z.string().max(100).optional() }),
    response: { 200: LakeOverview, ...errors },
  };
  app.get('/v1/lake', { schema: overview }, async (request) => {
    await requireOperator(access, request);
    return overviewNow(of, request.query.type);
  });

  const checkpoints = {
    operationId: 'listCheckpoints',
    summary: `Count and sum of every ${CHECKPOINT_SIZE} offsets of each partition, by partition and offset`,
    querystring: z.object({
      partition: z.coerce.number().int().min(0).max(32_767).optional(),
      after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
      limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
    }),
    response: { 200: Checkpoints, ...errors },
  };
  app.get('/v1/checkpoints', { schema: checkpoints }, async (request) => {
    await requireOperator(access, request);
    const { partition, after, limit } = request.query;
    return {
      topic,
      size: CHECKPOINT_SIZE,
      checkpoints: await readCheckpoints(database, group, { topic, partition, after, limit }),
    };
  });

  const question = {
    operationId: 'askLake',
    summary: 'Ask by SQL, read only: 200 rows, 10 seconds and 640 MB at most, one question at a time',
    body: Question,
    response: { 200: Answered, ...errors },
  };
  app.post('/v1/lake/questions', { schema: question }, async (request, reply) => {
    // Also after the answer, when nobody listens any more.
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    await requireOperator(access, request);
    return asker.ask(request.body.sql, gone.signal);
  });

  const response = { 200: ReconcilerView, ...errors };
  const seen = { operationId: 'seeReconciliation', summary: 'The newest comparison with the whole log', response };
  app.get('/v1/lake/reconciliation', { schema: seen }, async (request) => {
    await requireOperator(access, request);
    return reconciler.view();
  });

  const begin = { operationId: 'reconcileLake', summary: 'Compare with the whole log now', response };
  app.post('/v1/lake/reconciliation', { schema: begin }, async (request) => {
    await requireOperator(access, request);
    reconciler.start();
    return reconciler.view();
  });
}

async function overviewNow(of: Readable, type: string | undefined): Promise<LakeOverview> {
  const contents = await of.catalogue.read();
  const [read, ends] = await Promise.all([readOffsets(of.database, of), of.logEnds()]);
  const partitions = ends?.map((_, partition) => partition) ?? [...read.keys()];
  const standings = new Map(
    partitions.map((partition): [number, Standing] => {
      const next = read.get(partition)?.next ?? 0;
      const end = ends?.[partition];
      return [partition, { next, logEnd: end === undefined ? null : Math.max(end, next) }];
    }),
  );
  return {
    ...overviewOf({ topic: of.topic, contents, standings, type }),
    uploads: await uploadsOf(of, contents),
    trouble: of.trouble(),
  };
}

async function uploadsOf(
  { database, store, uploadTrouble }: Readable,
  contents: Contents,
): Promise<LakeOverview['uploads']> {
  if (store === null) return null;
  const { rows } = await database.query<{ key: string; bytes: string; uploaded_at: Date }>(
    'SELECT key, bytes, uploaded_at FROM upload WHERE store = $1 AND uploaded_at IS NOT NULL',
    [store],
  );
  const done = new Set(rows.map(({ key }) => key));
  const last = rows.reduce<Date | null>(
    (latest, row) => (latest && latest > row.uploaded_at ? latest : row.uploaded_at),
    null,
  );
  return {
    objects: rows.length,
    bytes: rows.reduce((sum, { bytes }) => sum + Number(bytes), 0),
    waiting: wantedOf(contents).filter(({ key }) => !done.has(key)).length,
    lastAt: last?.toISOString() ?? null,
    trouble: uploadTrouble(),
  };
}
