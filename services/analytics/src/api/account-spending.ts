import { type Access, mayRead, Problem, type Server } from '@faturaviva/http';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SPENT, spendingOf } from './amounts.ts';
import { MOST_MERCHANTS, merchantNames } from './merchant-names.ts';
import type { Office } from './register.ts';
import { Period, refusals, Spending, within } from './shapes.ts';

const notFound = (): Problem => new Problem(404, 'not-found', 'There is nothing here.');

/** Another's account is one that is not there. @throws Problem 401, 404 */
async function requireOwn(access: Access, request: FastifyRequest, accountId: string): Promise<void> {
  if (!mayRead(await access.caller(request), accountId)) throw notFound();
}

/** What an account spent, four ways; all of them add up to the same total. */
export function registerAccountSpending(app: Server, { db, access }: Office): void {
  const schema = {
    operationId: 'readAccountSpending',
    summary: 'Read what an account spent by category, merchant, day and hour (its holder, machines)',
    params: z.object({ accountId: z.uuid().toLowerCase() }),
    querystring: Period,
    response: { 200: Spending, ...refusals },
  };
  app.get('/v1/accounts/:accountId/spending', { schema }, async (request) => {
    const { accountId } = request.params;
    await requireOwn(access, request, accountId);
    const account = await db.analyticsAccount.findUnique({ where: { accountId } });
    if (!account) throw notFound();
    const where = { accountId, day: within(request.query) };
    const table = db.analyticsAccountSpending;
    // Of one moment: the four must agree.
    const [categories, merchants, days, hours] = await db.$transaction(
      [
        table.groupBy({ by: ['category'], where, _sum: SPENT, orderBy: { category: 'asc' } }),
        table.groupBy({
          by: ['merchantId'],
          where,
          _sum: SPENT,
          orderBy: [{ _sum: { purchasedCents: 'desc' } }, { merchantId: 'asc' }],
          take: MOST_MERCHANTS,
        }),
        table.groupBy({ by: ['day'], where, _sum: SPENT, orderBy: { day: 'asc' } }),
        table.groupBy({ by: ['hour'], where, _sum: SPENT, orderBy: { hour: 'asc' } }),
      ],
      { isolationLevel: 'RepeatableRead' },
    );
    const names = await merchantNames(db, account.portfolio, merchants);
    return spendingOf(request.query, { categories, merchants, days, hours }, names);
  });
}
