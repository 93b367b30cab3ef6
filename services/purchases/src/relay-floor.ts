import type { Client } from 'pg';

/**
 * How far down the outbox no running transaction can still commit a row, so that polls need not look there again.
 *
 * Read V = the newest id drawn, then X = the next transaction id; once every transaction before X has ended, V is safe.
 * X is not `pg_snapshot_xmax`: that is the last ended id + 1, and a running transaction can have exactly this id.
 * V of a fresh sequence is 0, not the 1 that `last_value` says before the first id was drawn.
 */
export class RelayFloor {
  #candidate: { v: bigint; x: bigint } | null = null;
  #safe = 0n;

  /** No row at or below this id can appear any more. */
  get safe(): bigint {
    return this.#safe;
  }

  async advance(client: Client): Promise<void> {
    if (this.#candidate) {
      const { rows } = await client.query<{ xmin: string }>(
        'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xmin',
      );
      if (BigInt(rows[0]?.xmin ?? 0) < this.#candidate.x) return;
      this.#safe = this.#candidate.v;
    }
    this.#candidate = { v: await newestId(client), x: await nextTransactionId(client) };
  }
}

export async function newestId(client: Client): Promise<bigint> {
  const { rows } = await client.query<{ v: string }>(
    'SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END AS v FROM outbox_id_seq',
  );
  return BigInt(rows[0]?.v ?? 0);
}

export async function nextTransactionId(client: Client): Promise<bigint> {
  const { rows } = await client.query<{ x: string }>(
    `SELECT (xmax + age((xmax % 4294967296)::text::xid))::text AS x
     FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax) s`,
  );
  return BigInt(rows[0]?.x ?? 0);
}
