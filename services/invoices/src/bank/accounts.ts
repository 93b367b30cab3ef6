import type { Pool } from '@faturaviva/database';
import { Mode } from './modes.ts';

export async function modeOf(database: Pool, accountId: string): Promise<Mode> {
  const { rows } = await database.query<{ mode: string }>('SELECT mode FROM consolidation WHERE account_id = $1', [
    accountId,
  ]);
  return Mode.parse(rows[0]?.mode ?? 'nightly');
}

/** Sets when an account's facts come into force. What it was already is no order. */
export async function setMode(database: Pool, accountId: string, mode: Mode, by: string): Promise<void> {
  await database.query(
    `WITH changed AS (
       INSERT INTO consolidation AS c (account_id, mode, changed_by) VALUES ($1, $2, $3)
       ON CONFLICT (account_id) DO UPDATE SET mode = excluded.mode, changed_by = excluded.changed_by, changed_at = now()
       WHERE c.mode <> excluded.mode RETURNING account_id)
     INSERT INTO operator_order (ordered_by, what, account_id) SELECT $3, $2, account_id FROM changed`,
    [accountId, mode, by],
  );
}

/** How many accounts have been given a mode, and how many facts lie by. */
export async function standing(database: Pool): Promise<{ modes: Partial<Record<Mode, number>>; laidBy: number }> {
  const { rows } = await database.query<{ mode: string; accounts: number }>(
    'SELECT mode, count(*)::int AS accounts FROM consolidation GROUP BY mode',
  );
  const laid = await database.query<{ facts: number }>('SELECT count(*)::int AS facts FROM laid_by');
  return {
    modes: Object.fromEntries(rows.map(({ mode, accounts }) => [Mode.parse(mode), accounts])),
    laidBy: laid.rows[0]?.facts ?? 0,
  };
}
