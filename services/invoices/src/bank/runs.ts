import { randomUUID } from 'node:crypto';
import { dateIn, type IsoDate } from '@faturaviva/calendar';
import type { Pool } from '@faturaviva/database';
import { z } from 'zod';
import { Work } from '../work.ts';
import type { DueNight, EndedNight } from './nights.ts';

/** A consolidation, as it is told. Instants are of the wall clock. */
export const Run = z.object({
  id: z.uuid(),
  kind: z.enum(['night', 'tick']),
  state: z.enum(['waiting', 'running', 'finished']),
  /** The business day that was over; `null` of the first night and of an ordered one. */
  afterDay: z.iso.date().nullable(),
  /** Who ordered it; `null`: it was due. */
  orderedBy: z.string().nullable(),
  orderedAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  /** More than 1: a process died in it. */
  attempts: z.int(),
  work: Work.nullable(),
});
export type Run = z.infer<typeof Run>;

const instant = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const TOLD = `id, kind, state, after_day::text AS "afterDay", ordered_by AS "orderedBy", ${instant('ordered_at')} AS "orderedAt",
  ${instant('started_at')} AS "startedAt", ${instant('ended_at')} AS "endedAt", attempts, work`;

/** So many are remembered; nights that are older leave with the moments between them. */
const REMEMBERED = 200;
const TOLD_RUNS = 20;

/** An order for a night. The same key is the same order: what it began is answered again, and nothing begins. */
export async function orderNight(database: Pool, key: string, by: string): Promise<Run> {
  await database.query(
    `WITH ordered AS (
       INSERT INTO run (id, kind, order_key, ordered_by) VALUES ($1, 'night', $2, $3) ON CONFLICT DO NOTHING RETURNING id)
     INSERT INTO operator_order (ordered_by, what) SELECT $3, 'night' FROM ordered`,
    [randomUUID(), key, by],
  );
  const { rows } = await database.query(`SELECT ${TOLD} FROM run WHERE order_key = $1`, [key]);
  return Run.parse(rows[0]);
}

/** The last two nights that ended, the newest first. */
export async function lastNights(database: Pool): Promise<EndedNight[]> {
  const { rows } = await database.query<EndedNight>(
    `SELECT wall_day::text AS "wallDay", days FROM run WHERE kind = 'night' AND state = 'finished'
     ORDER BY ended_at DESC LIMIT 2`,
  );
  return rows;
}

/** That a night is due; noticed twice it is written once. */
export async function scheduleNight(database: Pool, { key, afterDay }: DueNight): Promise<void> {
  await database.query(
    `INSERT INTO run (id, kind, due_key, after_day) VALUES ($1, 'night', $2, $3) ON CONFLICT DO NOTHING`,
    [randomUUID(), key, afterDay],
  );
}

/** The night to be worked on: one that was begun, else the oldest that waits. */
export async function nextNight(database: Pool): Promise<string | null> {
  const { rows } = await database.query<{ id: string }>(
    `SELECT id FROM run WHERE kind = 'night' AND state <> 'finished' ORDER BY state, ordered_at LIMIT 1`,
  );
  return rows[0]?.id ?? null;
}

/** Begins a night, or goes on with it: its ends are those of its first beginning. */
export async function beginNight(database: Pool, id: string, endsNow: readonly number[]): Promise<number[]> {
  const { rows } = await database.query<{ ends: number[] }>(
    `UPDATE run SET state = 'running', attempts = attempts + 1, ends = COALESCE(ends, $2::jsonb),
       started_at = COALESCE(started_at, now()) WHERE id = $1 RETURNING ends`,
    [id, JSON.stringify(endsNow)],
  );
  return rows[0]?.ends ?? [];
}

/** Up to where the last night that was begun went. */
export async function lastEnds(database: Pool): Promise<number[]> {
  const { rows } = await database.query<{ ends: number[] }>(
    `SELECT ends FROM run WHERE kind = 'night' AND ends IS NOT NULL ORDER BY started_at DESC LIMIT 1`,
  );
  return rows[0]?.ends ?? [];
}

/** Written down with the days of its portfolios, by which the next one is due. */
export async function endNight(database: Pool, id: string, work: Work, wallDay: IsoDate): Promise<void> {
  const { rows } = await database.query<{ portfolio: string; newest: Date }>(
    'SELECT portfolio, max(posted_at) AS newest FROM account_state GROUP BY portfolio',
  );
  const days = Object.fromEntries(rows.map(({ portfolio, newest }) => [portfolio, dateIn(newest.toISOString())]));
  await database.query(
    `UPDATE run SET state = 'finished', ended_at = now(), work = $2, wall_day = $3, days = $4 WHERE id = $1`,
    [id, JSON.stringify(work), wallDay, JSON.stringify(days)],
  );
  await forget(database);
}

export async function noteTick(database: Pool, startedAt: Date, work: Work): Promise<void> {
  await database.query(
    `INSERT INTO run (id, kind, state, attempts, started_at, ended_at, work)
     VALUES ($1, 'tick', 'finished', 1, $2, now(), $3)`,
    [randomUUID(), startedAt.toISOString(), JSON.stringify(work)],
  );
  await forget(database);
}

/** The last night stays: it says up to where the bank has come. */
async function forget(database: Pool): Promise<void> {
  await database.query(
    `DELETE FROM run WHERE state = 'finished' AND id NOT IN (
       SELECT id FROM run ORDER BY ordered_at DESC LIMIT ${REMEMBERED})
     AND id NOT IN (SELECT id FROM run WHERE kind = 'night' AND state = 'finished' ORDER BY ended_at DESC LIMIT 40)`,
  );
}

/** The newest first. */
export async function lastRuns(database: Pool): Promise<Run[]> {
  const { rows } = await database.query(`SELECT ${TOLD} FROM run ORDER BY ordered_at DESC LIMIT ${TOLD_RUNS}`);
  return z.array(Run).parse(rows);
}
