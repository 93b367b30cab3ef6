import { type Pool, pgArray } from '@faturaviva/database';
import { CicloEncerrado, ParkedMessage } from '@faturaviva/events';
import type { BatchRecord, Place } from '@faturaviva/kafka';
import { z } from 'zod';

/** A closed invoice as it was stored when it closed: `data` are the bytes to be published. */
const StoredClosing = z.object({
  factId: z.string(),
  accountId: z.string(),
  cycle: z.int(),
  seq: z.int(),
  closedAt: z.string(),
  data: z.string(),
});
export type StoredClosing = z.infer<typeof StoredClosing>;

/**
 * What these records were parked as or closed, or brought out of `waiting_fact` and into the dead letters or to its
 * closing; and the invoices whose closing is among them, wherever on the log it first stood.
 */
const RESULTS = `
  SELECT message AS letter, NULL::json AS closing FROM parked_message
  WHERE topic = $1 AND partition = $2 AND "offset" BETWEEN $3 AND $4
  UNION ALL
  SELECT message, NULL FROM parked_message WHERE account_id = ANY($5::uuid[]) AND topic = $1 AND partition = $2
    AND "offset" < $3 AND (message->>'foundAt')::bigint BETWEEN $3 AND $4
  UNION ALL (
    SELECT NULL, json_build_object('factId', c.fact_id, 'accountId', c.account_id, 'cycle', c.cycle, 'seq', c.seq,
      'closedAt', to_char(c.closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'data', c.data)
    FROM (
      SELECT account_id, cycle FROM closed_invoice WHERE partition = $2 AND found_at BETWEEN $3 AND $4
      UNION SELECT * FROM unnest($6::uuid[], $7::int[])
    ) v JOIN closed_invoice c USING (account_id, cycle) WHERE c.partition = $2 ORDER BY c.account_id, c.cycle
  )`;

export interface Results {
  letters: ParkedMessage[];
  closings: StoredClosing[];
}

/** What is stored of a delivered batch beside the snapshots, whether it was folded now or before. */
export async function readResults(
  database: Pool,
  records: readonly BatchRecord[],
  at: Place,
  accountIds: readonly string[],
): Promise<Results> {
  const closing = records.flatMap(closingOf);
  const { rows } = await database.query<{ letter: unknown; closing: unknown }>(RESULTS, [
    at.topic,
    at.partition,
    records[0]?.offset ?? 0,
    records.at(-1)?.offset ?? -1,
    pgArray([...accountIds]),
    pgArray(closing.map(([accountId]) => accountId)),
    pgArray(closing.map(([, cycle]) => cycle)),
  ]);
  return {
    letters: rows.flatMap((row) => (row.letter === null ? [] : ParkedMessage.parse(row.letter))),
    closings: rows.flatMap((row) => (row.closing === null ? [] : StoredClosing.parse(row.closing))),
  };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
const CYCLE = /^[1-9]\d{0,8}$/;

export function accountOf({ headers, key }: BatchRecord): string | [] {
  const account = headers['ce_account'] ?? key;
  return account !== null && UUID.test(account) ? account : [];
}

/** Account and cycle that a record says it closes. */
function closingOf(record: BatchRecord): [accountId: string, cycle: number][] {
  const { ce_type: type, ce_cycle: cycle = '' } = record.headers;
  const accountId = accountOf(record);
  if (type !== CicloEncerrado.type || typeof accountId !== 'string' || !CYCLE.test(cycle)) return [];
  return [[accountId, Number(cycle)]];
}
