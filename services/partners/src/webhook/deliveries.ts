import { type Pool, type PoolClient, pgArray } from '@faturaviva/database';

export interface Due {
  factId: string;
  body: string;
  /** This one included. */
  attempts: number;
}

/** Facts that are to be sent. One that is there already stays as it is. */
export async function addDeliveries(
  tx: PoolClient,
  experimentId: string,
  facts: readonly { id: string; body: string }[],
): Promise<void> {
  await tx.query(
    `INSERT INTO delivery (experiment_id, fact_id, body)
     SELECT $1, v.id, v.body FROM unnest($2::uuid[], $3::text[]) v(id, body) ON CONFLICT DO NOTHING`,
    [experimentId, pgArray(facts.map(({ id }) => id)), pgArray(facts.map(({ body }) => body))],
  );
}

/**
 * Takes what is due, oldest first. Until `leaseMs` have passed no other process takes it too; one that dies meanwhile
 * leaves it to be sent again: a webhook may come twice, and is not lost by a crash.
 */
export async function takeDue(database: Pool, experimentId: string, most: number, leaseMs: number): Promise<Due[]> {
  const { rows } = await database.query<Due>(
    `UPDATE delivery d SET attempts = d.attempts + 1, next_at = now() + $3 * interval '1 ms'
     FROM (SELECT experiment_id, fact_id FROM delivery
           WHERE experiment_id = $1 AND state = 'waiting' AND next_at <= now()
           ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED) due
     WHERE (d.experiment_id, d.fact_id) = (due.experiment_id, due.fact_id)
     RETURNING d.fact_id AS "factId", d.body, d.attempts`,
    [experimentId, most, leaseMs],
  );
  return rows;
}

export async function markDelivered(database: Pool, experimentId: string, factId: string): Promise<void> {
  await database.query(
    `UPDATE delivery SET state = 'delivered', delivered_at = now() WHERE experiment_id = $1 AND fact_id = $2`,
    [experimentId, factId],
  );
}

export async function tryAgainIn(database: Pool, experimentId: string, factId: string, ms: number): Promise<void> {
  await database.query(
    `UPDATE delivery SET next_at = now() + $3 * interval '1 ms' WHERE experiment_id = $1 AND fact_id = $2`,
    [experimentId, factId, ms],
  );
}

export async function giveUp(database: Pool, experimentId: string, factId: string): Promise<void> {
  await database.query(`UPDATE delivery SET state = 'given-up' WHERE experiment_id = $1 AND fact_id = $2`, [
    experimentId,
    factId,
  ]);
}

export interface Standing {
  waiting: number;
  delivered: number;
  givenUp: number;
  /** How long the oldest one has been waiting, in ms; 0 when none does. */
  oldestMs: number;
}

export async function standingOf(database: Pool, experimentId: string): Promise<Standing> {
  const { rows } = await database.query<Standing>(
    `SELECT count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
       count(*) FILTER (WHERE state = 'delivered')::int AS delivered,
       count(*) FILTER (WHERE state = 'given-up')::int AS "givenUp",
       COALESCE(extract(epoch FROM now() - min(arrived_at) FILTER (WHERE state = 'waiting')) * 1000, 0)::int AS "oldestMs"
     FROM delivery WHERE experiment_id = $1`,
    [experimentId],
  );
  return rows[0] ?? { waiting: 0, delivered: 0, givenUp: 0, oldestMs: 0 };
}
