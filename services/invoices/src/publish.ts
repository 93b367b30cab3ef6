import type { Pool } from '@faturaviva/database';
import {
  closedInvoices,
  deadLetters,
  FaturaAtualizada,
  FaturaFechada,
  invoiceUpdates,
  MensagemRetida,
  type ParkedMessage,
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
import type { BusinessDays } from './business-day.ts';
import { pulseId, snapshotId } from './ids.ts';
import { accountOf, readResults, type StoredClosing } from './read-results.ts';
import { readSnapshots, type StoredSnapshot } from './read-snapshots.ts';

const SOURCE = '/faturaviva/invoices';
/** A pulse speaks for a partition; its envelope names the account that is none. */
const NO_ACCOUNT = '00000000-0000-0000-0000-000000000000';
/** A dead letter must fit into one request to the broker. */
const LARGEST_LETTER = 900_000;
/** Snapshots that are held in memory together. */
const MOST_AT_ONCE = 500;

/**
 * Publishes what is stored of a delivered batch, after COMMIT, on a redelivery too: a crash between the two heals, and
 * what is published twice has the same id. Closed invoices are told before the group's offset moves, like all else:
 * whoever keeps the limit waits for what they charged.
 */
export async function publishBatch(
  database: Pool,
  producer: Producer,
  records: BatchRecord[],
  at: Place,
  days: BusinessDays,
): Promise<void> {
  const accountIds = [...new Set(records.flatMap(accountOf))];
  const { letters, closings } = await readResults(database, records, at, accountIds);
  if (letters.length > 0) await producer.append(deadLetters.name, 0, letters.map(toLetter));
  if (closings.length > 0) await producer.append(closedInvoices.name, at.partition, closings.map(toClosed));
  for (let begin = 0; begin < accountIds.length; begin += MOST_AT_ONCE) {
    const stored = await readSnapshots(database, accountIds.slice(begin, begin + MOST_AT_ONCE), days);
    const snapshots = stored.filter(({ partition }) => partition === at.partition);
    if (snapshots.length > 0) await producer.append(invoiceUpdates.name, at.partition, snapshots.map(toRecord));
  }
}

function toRecord({ accountId, epoch, seq, cycle, postedAt, json }: StoredSnapshot): OutgoingRecord {
  const id = snapshotId(accountId, epoch, seq);
  return encodeFact({ id, type: FaturaAtualizada.type, source: SOURCE, time: postedAt, accountId, seq, cycle }, json);
}

function toClosed({ factId, accountId, cycle, seq, closedAt, data }: StoredClosing): OutgoingRecord {
  const envelope = { id: factId, type: FaturaFechada.type, source: SOURCE, time: closedAt, accountId, seq, cycle };
  return encodeFact(envelope, data);
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
