import { requireOperator, type Server } from '@faturaviva/http';
import { z } from 'zod';
import type { Office } from './register.ts';
import { OfPortfolio, refusals, Seconds } from './shapes.ts';

const RECENT = {
  name: 'analytics-seconds',
  text: `SELECT extract(epoch FROM second)::int AS second, sum(facts)::int AS facts, sum(purchases)::int AS purchases,
      sum(purchased_cents)::float8 AS "purchasedCents", sum(declines)::int AS declines
    FROM counted_second WHERE second >= to_timestamp($1) AND second < to_timestamp($2) AND portfolio = $3
    GROUP BY second`,
};

/** A batch is counted under the second in which it began, and is seen when it has committed. */
const GROWS_FOR_S = 1;

type Second = z.infer<typeof Seconds>['seconds'][number];

/**
 * How much was counted, second by second. By the reader's own clock: a portfolio's business clock may stand in another
 * year, and what was read in a second is what a second can tell. Hours and days are those of the facts.
 */
export function registerSeconds(app: Server, { database, access }: Office): void {
  const schema = {
    operationId: 'readSeconds',
    summary: 'Read how much was counted in each second of the last minutes (operators, machines)',
    params: OfPortfolio,
    querystring: z.strictObject({ minutes: z.coerce.number().int().min(1).max(60).default(5) }),
    response: { 200: Seconds, ...refusals },
  };
  app.get('/v1/portfolios/:portfolio/seconds', { schema }, async (request) => {
    await requireOperator(access, request);
    const end = Math.floor(Date.now() / 1_000) - GROWS_FOR_S;
    const begin = end - request.query.minutes * 60;
    const { rows } = await database.query<Second>({ ...RECENT, values: [begin, end, request.params.portfolio] });
    const counted = new Map(rows.map((row) => [row.second, row]));
    const nothing = { facts: 0, purchases: 0, purchasedCents: 0, declines: 0 };
    const seconds = Array.from({ length: end - begin }, (_, n) => ({ ...nothing, second: begin + n })).map(
      (empty) => counted.get(empty.second) ?? empty,
    );
    return { seconds };
  });
}
