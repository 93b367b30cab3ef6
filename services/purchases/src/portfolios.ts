import { Instant, PortfolioName } from '@faturaviva/events';
import { Problem, ProblemDocument, type Server } from '@faturaviva/http';
import type { Pool } from 'pg';
import { z } from 'zod';
import { type ApiKeys, requireScope } from './api-keys.ts';
import { readClock } from './clock.ts';
import { Moment } from './commands/fields.ts';
import { clockOf } from './decision-rare-sql.ts';
import { lookUp } from './unavailable.ts';

const PortfolioView = z.object({
  name: z.string(),
  mode: z.enum(['running', 'stepped']),
  /** What its clock says. */
  now: Instant,
  /** Where a clock that is moved by hand stood at first; `null` where nobody said. */
  startsAt: Instant.nullable(),
  /** Accounts with a cycle, and holds, that are over by this clock and not yet ended. */
  cyclesToClose: z.int(),
  holdsToExpire: z.int(),
});

interface PortfolioRoutes {
  pool: Pool;
  apiKeys: ApiKeys;
  now: () => Date;
  /** A clock was moved. */
  onMoved: () => void;
}

interface Row {
  name: string;
  ahead_ms: string;
  at: Date | null;
  starts_at: Date | null;
  cycles: number;
  holds: number;
}

const READ = `
  SELECT p.name, p.ahead_ms, p.at, p.starts_at,
    (SELECT count(*)::int FROM account a WHERE a.portfolio = p.name AND a.cycle_ends_at <= p.now) AS cycles,
    (SELECT count(*)::int FROM hold h WHERE h.portfolio = p.name AND h.outcome IS NULL AND h.expires_at <= p.now) AS holds
  FROM (SELECT *, COALESCE(at, $2::timestamptz + ahead_ms * interval '1 millisecond') AS now FROM portfolio) p
  WHERE p.name = $1`;

/** Only forward: the row stays as it is when its clock is ahead already. */
const MOVE = `
  UPDATE portfolio SET at = CASE WHEN at IS NOT NULL THEN $2::timestamptz END,
    ahead_ms = CASE WHEN at IS NOT NULL THEN 0 ELSE round(extract(epoch FROM $2::timestamptz - $3::timestamptz) * 1000) END
  WHERE name = $1 AND COALESCE(at, $3::timestamptz + ahead_ms * interval '1 millisecond') <= $2::timestamptz`;

/** A clock that stood goes on with the wall clock, from there if it is ahead of it. */
const RUN = `
  UPDATE portfolio SET mode = 'running', at = NULL,
    ahead_ms = GREATEST(0, round(extract(epoch FROM at - $2::timestamptz) * 1000))
  WHERE name = $1 AND at IS NOT NULL`;

/** A mistyped year cannot be taken back. */
const MOST_AHEAD_MS = 366 * 86_400_000;

const params = z.object({ name: PortfolioName });
const response = { 200: PortfolioView, 201: PortfolioView, '4xx': ProblemDocument, 503: ProblemDocument };

/** What all routes of portfolios do: ask who it is, and answer what there is now. */
interface Office {
  pool: Pool;
  now: () => Date;
  /** @throws Problem 401 or 403 */
  operator: (request: Parameters<ApiKeys['of']>[0]) => Promise<void>;
  /** @throws Problem 404 */
  view: (name: string) => Promise<z.infer<typeof PortfolioView>>;
  onMoved: () => void;
}

/** Business clocks, for operators: opened standing, read, moved forward, and let run. */
export function registerPortfolios(app: Server, { pool, apiKeys, now, onMoved }: PortfolioRoutes): void {
  const office: Office = {
    pool,
    now,
    onMoved,
    operator: async (request) => requireScope(await apiKeys.of(request), 'operator'),
    async view(name) {
      const wall = now();
      const { rows } = await lookUp(() => pool.query<Row>(READ, [name, wall.toISOString()]));
      const [row] = rows;
      if (!row) throw new Problem(404, 'portfolio-not-found', 'There is no such portfolio.');
      const clock = clockOf(row);
      const { cycles: cyclesToClose, holds: holdsToExpire } = row;
      const startsAt = row.starts_at?.toISOString() ?? null;
      return { name, mode: clock.mode, now: readClock(clock, wall), startsAt, cyclesToClose, holdsToExpire };
    },
  };
  registerOpening(app, office);
  registerReading(app, office);
  registerMoving(app, office);
  registerRunning(app, office);
}

function registerOpening(app: Server, { pool, operator, view }: Office): void {
  const schema = {
    operationId: 'openPortfolio',
    summary: 'Open a portfolio with a clock that is moved by hand, or meet it again by the same start',
    body: z.strictObject({ name: PortfolioName, startsAt: Moment.describe('Where its clock stands at first') }),
    response,
  };
  app.post('/v1/portfolios', { schema, onRequest: operator }, async (request, reply) => {
    const { name, startsAt } = request.body;
    const text = `INSERT INTO portfolio (name, mode, at, starts_at) VALUES ($1, 'stepped', $2, $2) ON CONFLICT DO NOTHING`;
    const { rowCount } = await lookUp(() => pool.query(text, [name, startsAt]));
    const portfolio = await view(name);
    if (portfolio.mode !== 'stepped')
      throw new Problem(409, 'portfolio-running', 'This portfolio lives by a running clock already.');
    if (portfolio.startsAt !== null && portfolio.startsAt !== startsAt)
      throw new Problem(409, 'other-start', 'This portfolio was opened with another start.', {
        detail: `Its clock started at ${portfolio.startsAt} and says ${portfolio.now}.`,
        errors: [{ field: 'startsAt', message: 'differs from the open portfolio' }],
      });
    return reply.code(rowCount ? 201 : 200).send(portfolio);
  });
}

function registerReading(app: Server, { operator, view }: Office): void {
  const summary = 'Read a portfolio’s clock and what it has yet to end';
  const schema = { operationId: 'readPortfolio', summary, params, response };
  app.get('/v1/portfolios/:name', { schema, onRequest: operator }, async (request) => {
    return view(request.params.name);
  });
}

function registerMoving(app: Server, { pool, now, operator, view, onMoved }: Office): void {
  const schema = {
    operationId: 'moveClock',
    summary: 'Move a portfolio’s clock forward',
    params,
    body: z.strictObject({ to: Moment.describe('Not before where the clock is') }),
    response,
  };
  app.post('/v1/portfolios/:name/clock', { schema, onRequest: operator }, async (request) => {
    const { name } = request.params;
    const before = await view(name);
    if (Date.parse(request.body.to) - Date.parse(before.now) > MOST_AHEAD_MS)
      throw new Problem(422, 'too-far', 'A clock is moved by a year at most, for it never goes back.', {
        detail: `It says ${before.now}.`,
      });
    const values = [name, request.body.to, now().toISOString()];
    const { rowCount } = await lookUp(() => pool.query(MOVE, values));
    const portfolio = await view(name);
    if (!rowCount) {
      const detail = `It says ${portfolio.now}.`;
      throw new Problem(409, 'clock-behind', 'A clock only moves forward.', { detail });
    }
    onMoved();
    return portfolio;
  });
}

function registerRunning(app: Server, { pool, now, operator, view, onMoved }: Office): void {
  const summary = 'Let a clock that stands go on with the wall clock, for good';
  const schema = { operationId: 'runClock', summary, params, response };
  app.post('/v1/portfolios/:name/run', { schema, onRequest: operator }, async (request) => {
    const { name } = request.params;
    await lookUp(() => pool.query(RUN, [name, now().toISOString()]));
    const portfolio = await view(name);
    onMoved();
    return portfolio;
  });
}
