import { type Pool, sqlStateOf } from '@faturaviva/database';
import type { Sample } from './sample.ts';
import type { Settings } from './settings.ts';
import type { Slice } from './slice.ts';

interface Beginning {
  id: string;
  settings: Settings;
  slice: Slice;
  secret: string;
}

const UNIQUE_VIOLATION = '23505';
/** A process that was not heard of for so long is gone, and with it its experiment. */
const SILENCE = '15 s';

/** What a dead process left running is called broken. */
export async function breakSilent(database: Pool): Promise<void> {
  await database.query(
    `UPDATE experiment SET state = 'broken', ended_at = now() WHERE state = 'running' AND beat_at < now() - $1::interval`,
    [SILENCE],
  );
}

/** `false`: another one is running. */
export async function begin(database: Pool, { id, settings, slice, secret }: Beginning): Promise<boolean> {
  await breakSilent(database);
  try {
    await database.query('INSERT INTO experiment (id, settings, slice, secret) VALUES ($1, $2, $3, $4)', [
      id,
      settings,
      slice,
      secret,
    ]);
    return true;
  } catch (error) {
    if (sqlStateOf(error) === UNIQUE_VIOLATION) return false;
    throw error;
  }
}

export async function beat(database: Pool, id: string): Promise<void> {
  await database.query('UPDATE experiment SET beat_at = now() WHERE id = $1', [id]);
}

export async function addSample(database: Pool, id: string, atMs: number, sample: Sample): Promise<void> {
  await database.query(
    `WITH b AS (UPDATE experiment SET beat_at = now() WHERE id = $1)
     INSERT INTO sample (experiment_id, at_ms, data) VALUES ($1, $2, $3)`,
    [id, atMs, sample],
  );
}

/** How many experiments are remembered. */
const REMEMBERED = 20;

/** Writes down how it ended and forgets the oldest ones: their webhooks were only kept to be looked at. */
export async function end(database: Pool, id: string, state: 'finished' | 'stopped'): Promise<void> {
  await database.query(
    `UPDATE experiment SET state = $2, ended_at = now(), secret = '' WHERE id = $1 AND state = 'running'`,
    [id, state],
  );
  const old = `SELECT id FROM experiment ORDER BY started_at DESC OFFSET ${REMEMBERED}`;
  for (const table of ['delivery', 'receipt', 'sample'])
    await database.query(`DELETE FROM ${table} WHERE experiment_id IN (${old})`);
  await database.query(`DELETE FROM experiment WHERE id IN (${old})`);
  await database.query(`DELETE FROM reader_offset WHERE grp IN ($1, $2)`, [
    `partners-push-${id}`,
    `partners-pull-${id}`,
  ]);
}
