import type { Pool, PoolClient } from '@faturaviva/database';
import { pgArray } from '@faturaviva/database';
import type { Place } from '@faturaviva/kafka';
import type { CutManifest } from './manifest.ts';
import type { Tally } from './rules/tally.ts';

interface Reached {
  /** Where the reader stands. */
  next: number;
  /** Where cuts and tail together end. */
  kept: number;
}

/** Where reader and tables stand; inside the reader's transaction, which has locked the first. */
export async function reached(tx: PoolClient, group: string, { topic, partition }: Place): Promise<Reached> {
  const { rows } = await tx.query<{ next: string; kept: string }>({
    name: 'lake-reached',
    text: `SELECT (SELECT next FROM reader_offset WHERE grp = $1 AND topic = $2 AND partition = $3) AS next,
      GREATEST((SELECT max(next_offset) FROM cut WHERE topic = $2 AND partition = $3),
        (SELECT max(next_offset) FROM tail WHERE topic = $2 AND partition = $3), 0) AS kept`,
    values: [group, topic, partition],
  });
  return { next: Number(rows[0]?.next ?? 0), kept: Number(rows[0]?.kept ?? 0) };
}

/** A cut that is made again after a crash, or after its files were lost, is the same one. */
export async function noteCut(tx: PoolClient, cut: CutManifest): Promise<void> {
  const { topic, partition, first, next, facts, purchases, amountCents, files } = cut;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  await tx.query({
    name: 'cut-note',
    text: `INSERT INTO cut (topic, partition, first_offset, next_offset, facts, purchases, amount_cents, files, bytes)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [topic, partition, first, next, facts, purchases, amountCents, files.length, bytes],
  });
}

/** Adds to the stretches that the facts lie in, in the transaction that moves `next`: each fact once. */
export async function addToCheckpoints(tx: PoolClient, at: Place, sums: ReadonlyMap<number, Tally>): Promise<void> {
  const entries = [...sums];
  await tx.query({
    name: 'checkpoint-add',
    text: `INSERT INTO checkpoint (topic, partition, "offset", facts, purchases, amount_cents)
      SELECT $1, $2, * FROM unnest($3::bigint[], $4::int[], $5::int[], $6::bigint[])
      ON CONFLICT (topic, partition, "offset") DO UPDATE SET facts = checkpoint.facts + excluded.facts,
        purchases = checkpoint.purchases + excluded.purchases, amount_cents = checkpoint.amount_cents + excluded.amount_cents`,
    values: [
      at.topic,
      at.partition,
      pgArray(entries.map(([offset]) => offset)),
      pgArray(entries.map(([, { facts }]) => facts)),
      pgArray(entries.map(([, { purchases }]) => purchases)),
      pgArray(entries.map(([, { amountCents }]) => amountCents)),
    ],
  });
}

export interface Checkpoint extends Tally {
  partition: number;
  offset: number;
}

/** Whole stretches only: what each of them holds, once the reader has passed its end. */
export async function readCheckpoints(
  database: Pool,
  group: string,
  { topic, partition, after, limit }: { topic: string; partition?: number | undefined; after: number; limit: number },
): Promise<Checkpoint[]> {
  const { rows } = await database.query<
    Record<'partition' | 'offset' | 'facts' | 'purchases' | 'amount_cents', string>
  >({
    name: 'checkpoints-read',
    text: `SELECT c.partition, c."offset", c.facts, c.purchases, c.amount_cents FROM checkpoint c
      JOIN reader_offset r ON r.grp = $1 AND r.topic = c.topic AND r.partition = c.partition AND c."offset" <= r.next
      WHERE c.topic = $2 AND ($3::smallint IS NULL OR c.partition = $3) AND c."offset" > $4
      ORDER BY c.partition, c."offset" LIMIT $5`,
    values: [group, topic, partition ?? null, after, limit],
  });
  return rows.map((row) => ({
    partition: Number(row.partition),
    offset: Number(row.offset),
    facts: Number(row.facts),
    purchases: Number(row.purchases),
    amountCents: Number(row.amount_cents),
  }));
}
