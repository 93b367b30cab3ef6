import { requireOperator, type Server } from '@faturaviva/http';
import type { Office } from './register.ts';
import { Freshness, refusals } from './shapes.ts';

const NEWEST = 'SELECT max(second) AS newest FROM counted_second';

/** How far what is told lies behind the log. */
export function registerFreshness(app: Server, { database, access, positions }: Office): void {
  const schema = {
    operationId: 'readFreshness',
    summary: 'Read how many facts are still to be counted (operators, machines)',
    response: { 200: Freshness, ...refusals },
  };
  app.get('/v1/freshness', { schema }, async (request) => {
    await requireOperator(access, request);
    const { rows } = await database.query<{ newest: Date | null }>(NEWEST);
    const standing = [...positions().values()];
    return {
      partitions: standing.length,
      behind: standing.reduce((sum, { next, logEnd }) => sum + Math.max(logEnd - next, 0), 0),
      countedAt: rows[0]?.newest?.toISOString() ?? null,
    };
  });
}
