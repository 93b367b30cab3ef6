import { type PoolClient, pgArray } from '@faturaviva/database';
import type { CountedFact } from './read-message.ts';

const TAKE = {
  name: 'analytics-take-in',
  text: `INSERT INTO taken_fact SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING fact_id`,
};

/**
 * The facts that were never taken in before, in their order, each once. Offsets cannot tell that a source sent a fact
 * again; its id can, and the ids commit with what they did.
 */
export async function takeIn(tx: PoolClient, facts: readonly CountedFact[]): Promise<CountedFact[]> {
  if (facts.length === 0) return [];
  const { rows } = await tx.query<{ fact_id: string }>({ ...TAKE, values: [pgArray(facts.map(({ id }) => id))] });
  const fresh = new Set(rows.map((row) => row.fact_id));
  return facts.filter(({ id }) => fresh.delete(id));
}
