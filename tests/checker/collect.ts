import { createHash } from 'node:crypto';
import type { Pool } from '@faturaviva/database';
import {
  accountFacts,
  cardTransactions,
  closedInvoices,
  FaturaAtualizada,
  FaturaFechada,
  type InvoiceSnapshot,
  invoiceUpdates,
  type TopicDefinition,
} from '@faturaviva/events';
import { type BatchRecord, decodeFact } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import {
  type Connection,
  closeConnection,
  committedOffsets,
  logBounds,
  openConnection,
} from '../../packages/kafka/src/connection.ts';
import { Follower } from '../../packages/kafka/src/follow.ts';
import type { Observed, ReaderPosition, Request, Shown, SocketSeen, ToldClosing } from './observed.ts';
import { readInvoicesTables, readPurchasesTables } from './tables.ts';

const logger = createLogger('checker', 'silent');
const READ_LIMIT_MS = 30_000;

interface Sources extends Partial<Pick<Observed, 'twoOwners' | 'notReady'>> {
  brokers: string[];
  /** May read the tables of all services. */
  database: Pool;
  history: Request[];
  sockets: SocketSeen[];
}

/** Reads the real things: the topics from their first offset, the tables, the readers' positions. */
export async function collect(sources: Sources): Promise<Observed> {
  const { brokers, database, history, sockets, twoOwners = false, notReady = [] } = sources;
  const connection = await openConnection({ clientId: 'checker', brokers, logger });
  try {
    const [facts, closings, updates] = await Promise.all(
      [cardTransactions, closedInvoices, invoiceUpdates].map((topic) => readWhole(connection, topic)),
    );
    return {
      history,
      ...decodeLog(facts ?? []),
      closings: (closings ?? []).flatMap(closingIn),
      updates: (updates ?? []).flatMap(snapshotIn),
      sockets,
      twoOwners,
      notReady,
      purchases: await readPurchasesTables(database),
      invoices: await readInvoicesTables(database),
      readers: [
        ...(await positionsOf(connection, database, 'invoices', cardTransactions)),
        ...(await positionsOf(connection, database, 'purchases', closedInvoices)),
      ],
    };
  } finally {
    await closeConnection(connection);
  }
}

/** All records of a topic up to the end that it has now. */
async function readWhole(connection: Connection, topic: TopicDefinition): Promise<BatchRecord[]> {
  const { first, end } = await logBounds(connection, topic.name);
  const records: BatchRecord[] = [];
  const missing = new Set([...end.keys()].filter((partition) => (end[partition] ?? 0) > (first[partition] ?? 0)));
  if (missing.size === 0) return records;
  const whole = Promise.withResolvers<void>();
  const handle = (batch: BatchRecord[]) => {
    const { partition = 0, offset = 0 } = batch.at(-1) ?? {};
    records.push(...batch);
    if (offset + 1 >= (end[partition] ?? 0)) missing.delete(partition);
    if (missing.size === 0) whole.resolve();
  };
  const follower = new Follower(connection, { topic, logger, handle }, first, { fetchWaitMs: 100, disconnectMs: 500 });
  const late = setTimeout(() => whole.reject(new Error(`${topic.name} cannot be read to its end`)), READ_LIMIT_MS);
  try {
    await whole.promise;
  } finally {
    clearTimeout(late);
    await follower.stop();
  }
  return records;
}

function decodeLog(records: BatchRecord[]): Pick<Observed, 'log' | 'unreadable'> {
  const log: Observed['log'] = [];
  const unreadable: Observed['unreadable'] = [];
  for (const record of records) {
    const { partition, offset, value } = record;
    const decoded = decodeFact(record, accountFacts);
    const hash = sha256(value);
    if (decoded.kind === 'fact') log.push({ partition, offset, fact: decoded.fact, hash });
    else unreadable.push({ partition, offset, detail: decoded.kind === 'parked' ? decoded.detail : decoded.type });
  }
  return { log, unreadable };
}

function closingIn(record: BatchRecord): ToldClosing[] {
  const decoded = decodeFact(record, [FaturaFechada]);
  if (decoded.kind !== 'fact') return [];
  const { accountId, cycle, seq, id: factId } = decoded.fact;
  const { totalCents, lineCount, decidedChargesCents } = decoded.fact.data;
  return [{ accountId, cycle, factId, seq, totalCents, lineCount, decidedChargesCents, bytes: sha256(record.value) }];
}

const sha256 = (value: Buffer | null): string =>
  createHash('sha256')
    .update(value ?? '')
    .digest('hex');

function snapshotIn(record: BatchRecord): Shown[] {
  const decoded = decodeFact(record, [FaturaAtualizada]);
  return decoded.kind === 'fact' ? [shownOf(decoded.fact.data)] : [];
}

export function shownOf({ accountId, epoch, seq, limit, open }: InvoiceSnapshot): Shown {
  const { openCents, futureCents, pendingCents, availableCents } = limit;
  const sums = { openCents, futureCents, pendingCents, availableCents };
  return { accountId, epoch, seq, openCycle: open.cycle, ...sums, lineCount: open.lineCount };
}

async function positionsOf(
  connection: Connection,
  database: Pool,
  group: 'invoices' | 'purchases',
  { name: topic }: TopicDefinition,
): Promise<ReaderPosition[]> {
  const { end } = await logBounds(connection, topic);
  const committed = await committedOffsets(connection, group, topic);
  const { rows } = await database.query<{ partition: number; next: number }>(
    `SELECT partition, next::float8 AS next FROM ${group}.reader_offset WHERE grp = $1 AND topic = $2`,
    [group, topic],
  );
  const next = new Map(rows.map((row) => [row.partition, row.next]));
  return end.map((logEnd, partition) => ({
    group,
    topic,
    partition,
    next: next.get(partition) ?? 0,
    committed: committed.get(partition) ?? null,
    logEnd,
  }));
}
