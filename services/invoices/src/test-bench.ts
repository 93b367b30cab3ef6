import { connectDatabase, keepPartitions, type Pool } from '@faturaviva/database';
import {
  type AccountFact,
  cardTransactions,
  closedInvoices,
  deadLetters,
  invoiceUpdates,
  type ReadingPulse,
  topics,
} from '@faturaviva/events';
import { sha256 } from '@faturaviva/http';
import {
  type BatchRecord,
  connectKafka,
  encodeFact,
  type Follower,
  type Kafka,
  type OutgoingRecord,
  partitionOf,
} from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { type Stack, startKafkaAndPostgres } from '../../../tests/support/stack.ts';
import { startKeys } from '../../../tests/support/token-keys.ts';
import { applyBatch } from './apply-batch.ts';
import { Counters } from './counters.ts';
import { type InvoicesOptions, startInvoices } from './service.ts';

const MACHINE_KEY = 'read-key';
const silent = createLogger('test', 'silent');

/** A real broker, a real database, and everything that invoices publish. The facts come from here, not from purchases. */
export class Bench {
  /** The wall clock of the service, for its states; the stories begin in June 2026. */
  static wall = new Date('2026-07-05T12:00:00.000Z');
  readonly updates: BatchRecord[] = [];
  readonly letters: BatchRecord[] = [];
  readonly closings: BatchRecord[] = [];
  readonly stack: Stack;
  readonly database: Pool;
  readonly kafka: Kafka;
  readonly options: InvoicesOptions;
  readonly token: (accounts: string[]) => Promise<string>;
  readonly #closers: (() => Promise<unknown>)[];

  private constructor(
    stack: Stack,
    database: Pool,
    kafka: Kafka,
    options: InvoicesOptions,
    token: Bench['token'],
    closers: (() => Promise<unknown>)[],
  ) {
    this.stack = stack;
    this.database = database;
    this.kafka = kafka;
    this.options = options;
    this.token = token;
    this.#closers = closers;
  }

  static async start(): Promise<Bench> {
    const stack = await startKafkaAndPostgres();
    const { invoices: invoicesUrl } = (await stack.newDatabase()).urls;
    const database = connectDatabase({ url: invoicesUrl, name: 'test' });
    const kafka = await connectKafka({ clientId: 'test', brokers: stack.brokers, logger: silent });
    await kafka.ensureTopics(topics);
    const { jwksUrl, token, stop } = await startKeys();
    const options: InvoicesOptions = {
      databaseUrl: invoicesUrl,
      brokers: stack.brokers,
      jwksUrl,
      readKeys: [{ name: 'test', sha256hex: sha256(MACHINE_KEY).toString('hex') }],
      logger: silent,
      now: () => Bench.wall,
    };
    const closers: (() => Promise<unknown>)[] = [stop];
    const bench = new Bench(stack, database, kafka, options, token, closers);
    const followers = await Promise.all([
      bench.#follow(invoiceUpdates, bench.updates),
      bench.#follow(deadLetters, bench.letters),
      bench.#follow(closedInvoices, bench.closings),
    ]);
    closers.push(...followers.map((follower) => () => follower.stop()), () => kafka.close());
    return bench;
  }

  #follow(topic: typeof invoiceUpdates, into: BatchRecord[]): Promise<Follower> {
    return this.kafka.follow({ topic, logger: silent, handle: (records) => void into.push(...records) });
  }

  start = (): ReturnType<typeof startInvoices> => startInvoices(this.options);

  async stop(): Promise<void> {
    for (const close of this.#closers) await close();
    await this.database.end();
    await this.stack.stop();
  }

  /** Appends records to the partition of their key, in this order. */
  async append(...records: OutgoingRecord[]): Promise<void> {
    const producer = await this.kafka.producer();
    const byPartition = Map.groupBy(records, ({ key }) => partitionOf(key ?? '', cardTransactions.partitions));
    await Promise.all(
      [...byPartition].map(([partition, own]) => producer.append(cardTransactions.name, partition, own)),
    );
  }

  tell = (...facts: AccountFact[]): Promise<void> => this.append(...facts.map(toRecord));

  snapshotsOf(accountId: string): BatchRecord[] {
    return this.updates.filter(({ headers }) => headers['ce_account'] === accountId);
  }

  pulsesOf(partition: number): ReadingPulse[] {
    return this.updates
      .filter((record) => record.partition === partition && record.headers['ce_type']?.includes('PulsoDeLeitura'))
      .map(({ value }) => JSON.parse(String(value)));
  }

  lettersOf(accountId: string): BatchRecord[] {
    return this.letters.filter(({ key }) => key === accountId);
  }

  closingsOf(accountId: string): BatchRecord[] {
    return this.closings.filter(({ key }) => key === accountId);
  }

  async seqOf(accountId: string): Promise<number> {
    const { rows } = await this.database.query('SELECT seq FROM account_state WHERE account_id = $1', [accountId]);
    return rows[0]?.seq ?? 0;
  }

  async totalOf(accountId: string): Promise<number> {
    const { rows } = await this.database.query(
      'SELECT COALESCE(sum(amount_cents), 0)::float8 AS cents FROM line WHERE account_id = $1',
      [accountId],
    );
    return rows[0].cents;
  }
}

/** Reads into the tables as the service does, and is killed whenever it would publish. */
export async function readWithoutPublishing(bench: Bench): Promise<{ stop: () => Promise<void> }> {
  const counters = new Counters();
  const kafka = await connectKafka({ clientId: 'crashing', brokers: bench.stack.brokers, logger: silent });
  const database = connectDatabase({ url: bench.options.databaseUrl, name: 'crashing' });
  const stopPartitions = await keepPartitions(database, [{ table: 'applied_fact', by: 'month', ahead: 1 }], silent);
  const reader = await kafka.read({
    group: 'invoices',
    topic: cardTransactions,
    database,
    logger: silent,
    apply: (tx, records, at) => applyBatch(tx, records, at, { counters, logger: silent }),
    publish: () => Promise.reject(new Error('killed before it could publish')),
  });
  return {
    async stop() {
      await reader.stop();
      stopPartitions();
      await kafka.close();
      await database.end();
    },
  };
}

export function toRecord({ data, ...envelope }: AccountFact): OutgoingRecord {
  return encodeFact(envelope, JSON.stringify(data));
}

/** Asks the API as a machine, or with the given credential. */
export async function ask(url: string, path: string, credential = MACHINE_KEY) {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${credential}` } });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

export async function send(url: string, path: string, body: object, credential = MACHINE_KEY) {
  const headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
