import { Instant } from '@faturaviva/events';
import type { Server } from '@faturaviva/http';
import { z } from 'zod';
import type { Office } from './register.ts';
import { refusals } from './shapes.ts';

const Percentiles = z.object({ p50: z.number().nullable(), p95: z.number().nullable(), p99: z.number().nullable() });

const Statistics = z.object({
  /** Of the scores of the last minutes. */
  minutes: z.int(),
  scored: z.int(),
  flagged: z.int(),
  /** Purchases scored per second, of the last ten seconds. */
  perSecond: z.number(),
  /** Of the newest score: the rules and the model that decide, each by its version. `null` before the first. */
  scorer: z.string().nullable(),
  score: Percentiles,
  /** From a purchase's fact to its score, in ms; only of portfolios whose clock is the wall clock. */
  latencyMs: Percentiles,
  alerts: z.object({ open: z.int(), confirmed: z.int(), dismissed: z.int(), lastHour: z.int() }),
  /** Cards blocked by themselves, and those that purchases has yet to block. */
  blocks: z.object({ done: z.int(), pending: z.int() }),
  /** The same minutes in at most sixty parts of equal length, without the part that is under way. */
  parts: z.object({
    seconds: z.int(),
    values: z.array(z.object({ at: Instant, scored: z.int(), flagged: z.int() })),
  }),
});

/** A clock that was moved is hours away; no score takes that long while somebody looks at it. */
const SAME_CLOCK_MS = 600_000;

const RECENT = `
  SELECT count(*)::int AS scored, count(*) FILTER (WHERE flagged)::int AS flagged,
    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY score) AS score,
    percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY ms) FILTER (WHERE ms BETWEEN 0 AND $2) AS latency
  FROM (SELECT *, (extract(epoch FROM scored_at - posted_at) * 1000)::float8 AS ms FROM score
    WHERE scored_at > now() - $1 * interval '1 minute') recent`;
const NEWEST = `
  SELECT (SELECT scorer FROM score ORDER BY scored_at DESC LIMIT 1) AS scorer,
    (SELECT count(*) FROM score WHERE scored_at > now() - interval '10 seconds')::int AS scored,
    (SELECT count(*) FROM alert WHERE raised_at > now() - interval '1 hour')::int AS raised`;
const PARTS = `
  WITH part AS (SELECT $2 * interval '1 second' AS long),
    scored AS (SELECT date_bin(long, scored_at, 'epoch') AS at, count(*) AS scored,
      count(*) FILTER (WHERE flagged) AS flagged
      FROM score, part WHERE scored_at > now() - $1 * interval '1 minute' GROUP BY 1)
  SELECT at, coalesce(scored, 0)::int AS scored, coalesce(flagged, 0)::int AS flagged
  FROM part CROSS JOIN generate_series(date_bin(long, now() - $1 * interval '1 minute', 'epoch') + long,
    date_bin(long, now(), 'epoch') - long, long) AS at LEFT JOIN scored USING (at) ORDER BY at`;
const ALERTS = 'SELECT state, count(*)::int AS n FROM alert GROUP BY state';
const BLOCKS = 'SELECT state, count(*)::int AS n FROM card_block GROUP BY state';

type Array3 = [number | null, number | null, number | null] | null;
const percentiles = ([p50, p95, p99]: NonNullable<Array3> = [null, null, null]) => ({ p50, p95, p99 });

/** How the scores of the last minutes are spread, and how soon they were there. */
export function registerStatistics(app: Server, { database, machine }: Office): void {
  const schema = {
    operationId: 'readStatistics',
    summary: 'Read how recent scores are spread and how long they took (machines)',
    querystring: z.strictObject({ minutes: z.coerce.number().int().min(1).max(1_440).default(60) }),
    response: { 200: Statistics, ...refusals },
  };
  app.get('/v1/statistics', { schema }, async (request) => {
    await machine(request);
    const { minutes } = request.query;
    const recent = await database.query<{ scored: number; flagged: number; score: Array3; latency: Array3 }>(RECENT, [
      minutes,
      SAME_CLOCK_MS,
    ]);
    const counts = async (text: string) => {
      const { rows } = await database.query<{ state: string; n: number }>(text);
      return (state: string) => rows.find((row) => row.state === state)?.n ?? 0;
    };
    const [alerts, blocks] = [await counts(ALERTS), await counts(BLOCKS)];
    const newest = await database.query<{ scorer: string | null; scored: number; raised: number }>(NEWEST);
    const seconds = Math.max(5, minutes);
    const parts = await database.query<{ at: Date; scored: number; flagged: number }>(PARTS, [minutes, seconds]);
    const { scored = 0, flagged = 0, score, latency } = recent.rows[0] ?? {};
    return {
      minutes,
      scored,
      flagged,
      perSecond: (newest.rows[0]?.scored ?? 0) / 10,
      scorer: newest.rows[0]?.scorer ?? null,
      score: percentiles(score ?? undefined),
      latencyMs: percentiles(latency ?? undefined),
      alerts: {
        open: alerts('open'),
        confirmed: alerts('confirmed'),
        dismissed: alerts('dismissed'),
        lastHour: newest.rows[0]?.raised ?? 0,
      },
      blocks: { done: blocks('done'), pending: blocks('pending') },
      parts: { seconds, values: parts.rows.map((part) => ({ ...part, at: part.at.toISOString() })) },
    };
  });
}
