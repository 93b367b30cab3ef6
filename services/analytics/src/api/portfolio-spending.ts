import { requireOperator, type Server } from '@faturaviva/http';
import { SPENT, spendingOf } from './amounts.ts';
import { MOST_MERCHANTS, merchantNames } from './merchant-names.ts';
import type { Office } from './register.ts';
import { OfPortfolio, Period, refusals, Spending, within } from './shapes.ts';

/** What all accounts of a portfolio spent, four ways; all of them add up to the same total. */
export function registerPortfolioSpending(app: Server, { db, access }: Office): void {
  const schema = {
    operationId: 'readPortfolioSpending',
    summary: 'Read what a portfolio spent by category, merchant, day and hour (operators, machines)',
    params: OfPortfolio,
    querystring: Period,
    response: { 200: Spending, ...refusals },
  };
  app.get('/v1/portfolios/:portfolio/spending', { schema }, async (request) => {
    await requireOperator(access, request);
    const { portfolio } = request.params;
    const where = { portfolio, day: within(request.query) };
    const table = db.analyticsPortfolioHour;
    // Of one moment: the four must agree.
    const [categories, merchants, days, hours] = await db.$transaction(
      [
        table.groupBy({ by: ['category'], where, _sum: SPENT, orderBy: { category: 'asc' } }),
        db.analyticsMerchantDay.groupBy({
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
    const names = await merchantNames(db, portfolio, merchants);
    return spendingOf(request.query, { categories, merchants, days, hours }, names);
  });
}
