import type { Pool } from '@faturaviva/database';
import { Instant, LineKind, Uuid } from '@faturaviva/events';
import { type Access, ProblemDocument, type Server } from '@faturaviva/http';
import { z } from 'zod';
import { notFound, requireOwn } from './own-account.ts';

const NewerLine = z.object({
  id: z.string(),
  seq: z.int(),
  cycle: z.int(),
  kind: LineKind,
  amountCents: z.int(),
  merchant: z.string().nullable(),
  postedAt: Instant,
});

const Newer = z.object({
  /** Facts of the account after that one, those without a line too. */
  facts: z.int(),
  lines: z.int(),
  sumCents: z.int(),
  /** Event time of the oldest of these lines. */
  oldestAt: Instant.nullable(),
  newest: z.array(NewerLine).describe('At most ten'),
});

/** Lines of an account whose facts come after a given one; a carried balance only moves what was there. */
const NEWER = `
  SELECT seq, number, cycle, kind, amount_cents::float8 AS "amountCents", merchant_name AS merchant, posted_at AS "postedAt",
    count(*) OVER ()::int AS lines, sum(amount_cents) OVER ()::float8 AS sum, min(posted_at) OVER () AS oldest
  FROM line WHERE account_id = $1 AND seq > $2 AND kind <> 'carried-balance' ORDER BY seq DESC, number LIMIT 10`;

interface Row {
  seq: number;
  number: number;
  cycle: number;
  kind: z.infer<typeof LineKind>;
  amountCents: number;
  merchant: string | null;
  postedAt: Date;
  lines: number;
  sum: number;
  oldest: Date;
}

/** What whoever has read an account up to a fact has yet to see. */
export function registerNewerLines(app: Server, { database, access }: { database: Pool; access: Access }): void {
  const schema = {
    operationId: 'listNewerLines',
    summary: 'What came to an account after one of its facts',
    params: z.object({ accountId: Uuid }),
    querystring: z.strictObject({ seq: z.coerce.number().int().min(0).max(2_147_483_647) }),
    response: { 200: Newer, '4xx': ProblemDocument, 503: ProblemDocument },
  };
  app.get('/v1/accounts/:accountId/newer', { schema }, async (request) => {
    const { accountId } = request.params;
    await requireOwn(access, request, accountId);
    const state = await database.query<{ seq: number }>('SELECT seq FROM account_state WHERE account_id = $1', [
      accountId,
    ]);
    const newest = state.rows[0]?.seq;
    if (newest === undefined) throw notFound();
    const { rows } = await database.query<Row>(NEWER, [accountId, request.query.seq]);
    return {
      facts: Math.max(0, newest - request.query.seq),
      lines: rows[0]?.lines ?? 0,
      sumCents: rows[0]?.sum ?? 0,
      oldestAt: rows[0]?.oldest.toISOString() ?? null,
      newest: rows.map(({ seq, number, cycle, kind, amountCents, merchant, postedAt }) => ({
        id: `${seq}-${number}`,
        seq,
        cycle,
        kind,
        amountCents,
        merchant,
        postedAt: postedAt.toISOString(),
      })),
    };
  });
}
