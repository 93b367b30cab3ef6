import { type Pool } from '@faturaviva/database';
import { InvoiceLine, Uuid } from '@faturaviva/events';
import { type Access, ProblemDocument, type Server } from '@faturaviva/http';
import { z } from 'zod';
import type { PrismaClient } from './generated/client.ts';
import { requireOwn } from './own-account.ts';
import { asLines } from './read-api.ts';

/** A purchase that was posted after its own invoice had closed: it stands in a later one, and says which it missed. */
const LateLine = z.object({ missedCycle: z.int(), line: InvoiceLine });

/** By the day the card was used, in São Paulo. Later instalments are never late: their invoice is counted, not dated. */
const LATE = `
  SELECT l.cycle, l.seq, l.number, m.cycle AS missed FROM line l
  JOIN invoice m ON m.account_id = l.account_id AND m.cycle < l.cycle
    AND (l.occurred_at AT TIME ZONE 'America/Sao_Paulo')::date BETWEEN m.opens_on AND m.closes_on
  WHERE l.account_id = $1 AND l.kind IN ('purchase', 'instalment') AND COALESCE(l.instalment, 1) = 1
    AND (l.cycle = $2 OR m.cycle = $2)
  ORDER BY l.seq DESC, l.number DESC LIMIT 1000`;

interface Row {
  cycle: number;
  seq: number;
  number: number;
  missed: number;
}

/** Both ways: what came too late for an invoice and where it stands, and what stands in it that missed an earlier one. */
export function registerLateLines(
  app: Server,
  { db, database, access }: { db: PrismaClient; database: Pool; access: Access },
): void {
  const late = z.array(LateLine);
  const schema = {
    operationId: 'listLateLines',
    summary: 'List the purchases that missed this invoice, and those in it that missed an earlier one',
    params: z.object({ accountId: Uuid, cycle: z.coerce.number().int().min(1).max(2_147_483_647) }),
    response: {
      200: z.object({ missedThis: late, missedEarlier: late }),
      '4xx': ProblemDocument,
      503: ProblemDocument,
    },
  };
  app.get('/v1/accounts/:accountId/invoices/:cycle/late', { schema }, async (request) => {
    const { accountId, cycle } = request.params;
    await requireOwn(access, request, accountId);
    const { rows } = await database.query<Row>(LATE, [accountId, cycle]);
    const keys = rows.map(({ cycle: at, seq, number }) => ({ cycle: at, seq, number }));
    const stored = await db.invoiceLine.findMany({ where: { accountId, OR: keys } });
    const lines = new Map((await asLines(db, accountId, stored)).map((line) => [line.id, line]));
    const all = rows.flatMap(({ seq, number, missed }) => {
      const line = lines.get(`${seq}-${number}`);
      return line ? { missedCycle: missed, line } : [];
    });
    return {
      missedThis: all.filter(({ missedCycle }) => missedCycle === cycle),
      missedEarlier: all.filter(({ line }) => line.cycle === cycle),
    };
  });
}
