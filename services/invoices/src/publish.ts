import { type Pool, pgArray } from '@faturaviva/database';
import {
  deadLetters,
  FaturaAtualizada,
  invoiceUpdates,
  MensagemRetida,
  ParkedMessage,
  PulsoDeLeitura,
  type ReadingPulse,
} from '@faturaviva/events';
import {
  type BatchRecord,
  encodeEvent,
  encodeFact,
  type OutgoingRecord,
  type Place,
  type Producer,
} from '@faturaviva/kafka';
import { pulseId, snapshotId } from './ids.ts';
import { readSnapshots, type StoredSnapshot } from './read-snapshots.ts';

const SOURCE = '/faturaviva/invoices';
/** A pulse speaks for a partition; its envelope names the account that is none. */
const NO_ACCOUNT = '00000000-0000-0000-0000-000000000000';
/** A dead letter must fit into one request to the broker. */
const LARGEST_LETTER = 900_000;
/** Snapshots that are held in memory together. */
const MOST_AT_ONCE = 500;

/** Messages that these records were parked as, or that they brought out of `waiting_fact` and into the dead letters. */
const PARKED = `
  SELECT message FROM parked_message WHERE topic = $1 AND partition = $2 AND "offset" BETWEEN $3 AND $4
  UNION ALL
  SELECT message FROM parked_message WHERE account_id = ANY($5::uuid[]) AND topic = $1 AND partition = $2
    AND "offset" < $3 AND (message->>'foundAt')::bigint BETWEEN $3 AND $4`;

/**
 * Publishes what is stored of a delivered batch, after COMMIT, on a redelivery too: a crash between the two heals, and
 * what is published twice has the same id.
 */
export async function publishBatch(
  database: Pool,
  producer: Producer,
  records: BatchRecord[],
  at: Place,
): Promise<void> {
  const accountIds = [...new Set(records.flatMap(accountOf))];
  const letters = await readLetters(database, records, at, accountIds);
  if (letters.length > 0) await producer.append(deadLetters.name, 0, letters);
  for (let begin = 0; begin < accountIds.length; begin += MOST_AT_ONCE) {
    const stored = await readSnapshots(database, accountIds.slice(begin, begin + MOST_AT_ONCE));
    const snapshots = stored.filter(({ partition }) => partition === at.partition);
    if (snapshots.length > 0) await producer.append(invoiceUpdates.name, at.partition, snapshots.map(toRecord));
  }
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

function accountOf({ headers, key }: BatchRecord): string | [] {
  const account = headers['ce_account'] ?? key;
  return account !== null && UUID.test(account) ? account : [];
}

function toRecord({ accountId, epoch, seq, cycle, postedAt, json }: StoredSnapshot): OutgoingRecord {
  const id = snapshotId(accountId, epoch, seq);
  return encodeFact({ id, type: FaturaAtualizada.type, source: SOURCE, time: postedAt, accountId, seq, cycle }, json);
}

async function readLetters(database: Pool, records: BatchRecord[], at: Place, accountIds: string[]) {
  const offsets = [records[0]?.offset ?? 0, records.at(-1)?.offset ?? -1];
  const { rows } = await database.query<{ message: unknown }>(PARKED, [
    at.topic,
    at.partition,
    ...offsets,
    pgArray(accountIds),
  ]);
  return rows.map(({ message }) => toLetter(ParkedMessage.parse(message)));
}

function toLetter(message: ParkedMessage): OutgoingRecord {
  const { id, parkedAt, accountId } = message;
  const head = { id, type: MensagemRetida.type, source: SOURCE, time: parkedAt };
  const whole = JSON.stringify(message);
  if (Buffer.byteLength(whole) <= LARGEST_LETTER) return encodeEvent(head, whole, accountId);
  const detail = `${message.detail}; the message is too large for a dead letter and lies whole at its origin`;
  return encodeEvent(
    head,
    JSON.stringify({ ...message, detail, key: null, headers: {}, valueBase64: null }),
    accountId,
  );
}

/** How far a partition was read, in the partition it reports, behind that partition's snapshots. */
export async function publishPulse(producer: Producer, pulse: Omit<ReadingPulse, 'at'>): Promise<void> {
  const at = new Date().toISOString();
  const envelope = { id: pulseId(pulse.partition, at), type: PulsoDeLeitura.type, source: SOURCE, time: at };
  const value = JSON.stringify({ ...pulse, at });
  const record = encodeFact({ ...envelope, accountId: NO_ACCOUNT, seq: 1, cycle: 1 }, value);
  await producer.append(invoiceUpdates.name, pulse.partition, [record]);
}
