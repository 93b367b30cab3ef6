import { type Pool, type PoolClient, pgArray } from '@faturaviva/database';

export type Channel = 'push' | 'pull';

/** The partner's own book: what it has taken in, and how often. */
export async function takeIn(
  database: Pool | PoolClient,
  experimentId: string,
  channel: Channel,
  factId: string,
): Promise<void> {
  await database.query(
    `INSERT INTO receipt (experiment_id, channel, fact_id) VALUES ($1, $2, $3)
     ON CONFLICT (experiment_id, channel, fact_id) DO UPDATE SET times = receipt.times + 1`,
    [experimentId, channel, factId],
  );
}

export interface Receipts {
  /** Different facts. */
  received: number;
  /** How often one was handed over again after it had been taken in. */
  duplicates: number;
}

export async function receiptsOf(database: Pool, experimentId: string, channel: Channel): Promise<Receipts> {
  const { rows } = await database.query<Receipts>(
    `SELECT count(*)::int AS received, COALESCE(sum(times - 1), 0)::int AS duplicates
     FROM receipt WHERE experiment_id = $1 AND channel = $2`,
    [experimentId, channel],
  );
  return rows[0] ?? { received: 0, duplicates: 0 };
}

/**
 * Facts that nobody sends again and that the partner never had. One that was answered too late is given up and has
 * arrived all the same; so will one that the partner still has in hand.
 */
export async function lostOf(database: Pool, experimentId: string, inHand: readonly string[]): Promise<number> {
  const { rows } = await database.query<{ lost: number }>(
    `SELECT count(*)::int AS lost FROM delivery d
     WHERE d.experiment_id = $1 AND d.state = 'given-up' AND d.fact_id <> ALL($2::uuid[])
       AND NOT EXISTS (SELECT FROM receipt r
         WHERE (r.experiment_id, r.channel, r.fact_id) = (d.experiment_id, 'push', d.fact_id))`,
    [experimentId, pgArray(inHand)],
  );
  return rows[0]?.lost ?? 0;
}
