import type { Pool } from '@faturaviva/database';
import { AlertaDeFraude, CompraEfetuada, fraudAlerts } from '@faturaviva/events';
import { type BatchRecord, encodeFact, type OutgoingRecord, type Place, type Producer } from '@faturaviva/kafka';
import { alertIdOf } from './ids.ts';

const SOURCE = '/faturaviva/fraud';
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

interface StoredAlert {
  alert_id: string;
  account_id: string;
  seq: number;
  cycle: number;
  posted_at: Date;
  data: string;
}

const STORED = {
  name: 'fraud-stored-alerts',
  text: `SELECT alert_id, account_id, seq, cycle, posted_at, data FROM alert WHERE alert_id = ANY($1::uuid[])
    ORDER BY posted_at, account_id, seq`,
};

/**
 * Publishes the stored alerts of a delivered batch, after COMMIT, on a redelivery too: a crash between the two heals.
 * What is published twice has the same id and the same bytes.
 */
export async function publishAlerts(
  database: Pool,
  producer: Producer,
  records: BatchRecord[],
  { partition }: Place,
): Promise<void> {
  const ids = records.flatMap(({ headers }) => {
    const { ce_type: type, ce_id: id = '' } = headers;
    return type === CompraEfetuada.type && UUID.test(id) ? [alertIdOf(id)] : [];
  });
  if (ids.length === 0) return;
  const { rows } = await database.query<StoredAlert>({ ...STORED, values: [ids] });
  if (rows.length > 0) await producer.append(fraudAlerts.name, partition, rows.map(toRecord));
}

function toRecord({
  alert_id: id,
  account_id: accountId,
  seq,
  cycle,
  posted_at: at,
  data,
}: StoredAlert): OutgoingRecord {
  const envelope = { id, type: AlertaDeFraude.type, source: SOURCE, time: at.toISOString(), accountId, seq, cycle };
  return encodeFact(envelope, data);
}
