import { requireOperator, type Server } from '@faturaviva/http';
import type { Office } from './register.ts';
import { dayOf, OfPortfolio, Period, Portfolios, refusals, Totals, within } from './shapes.ts';

const HAPPENED = {
  purchases: true,
  purchasedCents: true,
  declines: true,
  declinedCents: true,
  refunds: true,
  refundedCents: true,
  disputes: true,
  disputedCents: true,
  frauds: true,
  fraudCents: true,
} as const;

type Summed = Record<keyof typeof HAPPENED, number | bigint | null>;

function totalsOf(summed: Summed) {
  const fields = Object.keys(HAPPENED) as (keyof typeof HAPPENED)[];
  const sums = Object.fromEntries(fields.map((field) => [field, Number(summed[field] ?? 0)])) as Record<
    keyof typeof HAPPENED,
    number
  >;
  const { purchases, purchasedCents, declines, fraudCents } = sums;
  return {
    ...sums,
    approvalRate: purchases + declines === 0 ? null : purchases / (purchases + declines),
    ticketCents: purchases === 0 ? null : Math.round(purchasedCents / purchases),
    fraudShare: purchasedCents === 0 ? null : fraudCents / purchasedCents,
  };
}

/** Which portfolios there are, and what happened in one of them. */
export function registerPortfolioTotals(app: Server, { db, access }: Office): void {
  const list = {
    operationId: 'listPortfolios',
    summary: 'List the portfolios with the days of which anything is counted (operators, machines)',
    response: { 200: Portfolios, ...refusals },
  };
  app.get('/v1/portfolios', { schema: list }, async (request) => {
    await requireOperator(access, request);
    const rows = await db.analyticsPortfolioHour.groupBy({
      by: ['portfolio'],
      _min: { day: true },
      _max: { day: true },
      _sum: { purchases: true },
      orderBy: [{ _max: { day: 'desc' } }, { _sum: { purchases: 'desc' } }],
    });
    const portfolios = rows.flatMap(({ portfolio, _min: { day: first }, _max: { day: last }, _sum: { purchases } }) =>
      first && last ? [{ portfolio, firstDay: dayOf(first), lastDay: dayOf(last), purchases: purchases ?? 0 }] : [],
    );
    return { portfolios };
  });

  const read = {
    operationId: 'readPortfolioTotals',
    summary: 'Read approvals, declines, refunds, disputes and fraud of a portfolio (operators, machines)',
    params: OfPortfolio,
    querystring: Period,
    response: { 200: Totals, ...refusals },
  };
  app.get('/v1/portfolios/:portfolio/totals', { schema: read }, async (request) => {
    await requireOperator(access, request);
    const where = { portfolio: request.params.portfolio, day: within(request.query) };
    const declined = { declines: true, declinedCents: true } as const;
    const [{ _sum: sums }, reasons] = await db.$transaction(
      [
        db.analyticsPortfolioHour.aggregate({ where, _sum: HAPPENED }),
        db.analyticsDeclineDay.groupBy({
          by: ['reason'],
          where,
          _sum: declined,
          orderBy: [{ _sum: { declines: 'desc' } }, { reason: 'asc' }],
        }),
      ],
      { isolationLevel: 'RepeatableRead' },
    );
    const declinesByReason = reasons.map(({ reason, _sum }) => ({
      reason,
      declines: _sum?.declines ?? 0,
      declinedCents: Number(_sum?.declinedCents ?? 0),
    }));
    return { ...request.query, ...totalsOf(sums), declinesByReason };
  });
}
