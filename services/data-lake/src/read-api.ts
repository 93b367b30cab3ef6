import type { Pool } from '@faturaviva/database';
import { type Access, Problem, ProblemDocument, type Server } from '@faturaviva/http';
import { readOffsets } from '@faturaviva/kafka';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Catalogue, Contents } from './catalogue.ts';
import { readCheckpoints } from './cut-store.ts';
import type { Examples } from './examples.ts';
import { LakeOverview, overviewOf, type Standing } from './overview.ts';
import { CHECKPOINT_SIZE } from './rules/tally.ts';
import { wantedOf } from './upload/wanted.ts';

export interface Readable {
  access: Access;
  database: Pool;
  catalogue: Catalogue;
  examples: Examples;
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
const ExampleAnswers = z.object({
  computedAt: z.string(),
  answers: z.array(
    z.object({
      name: z.string(),
      sql: z.string(),
      columns: z.array(z.string()),
      rows: z.array(z.array(Cell)),
      ms: count,
    }),
  ),
});

/** The lake is over all accounts: machines and operators may look at it. @throws Problem 401, 403 */
async function requireOperator(access: Access, request: FastifyRequest): Promise<void> {
  const caller = await access.caller(request);
  if (caller.kind === 'person' && caller.role !== 'operator')
    throw new Problem(403, 'forbidden', 'Only operators see the whole log.');
}

export function registerReadApi(app: Server, of: Readable): void {
  const { access, database, examples, group, topic } = of;

  const overview = {
    operationId: 'getLake',
    summary: 'What the lake holds, how far it has read, and what comes next',
    response: { 200: LakeOverview, ...errors },
  };
  app.get('/v1/lake', { schema: overview }, async (request) => {
    await requireOperator(access, request);
    return overviewNow(of);
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

  const answers = {
    operationId: 'listLakeExamples',
    summary: 'Three questions to the lake, with their answers of the last minute',
    response: { 200: ExampleAnswers, ...errors },
  };
  app.get('/v1/lake/examples', { schema: answers }, async (request) => {
    await requireOperator(access, request);
    return examples.answers();
  });
}

async function overviewNow(of: Readable): Promise<LakeOverview> {
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
    ...overviewOf(of.topic, contents, standings),
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
    'SELECT key, bytes, uploaded_at FROM upload WHERE store = $1',
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
