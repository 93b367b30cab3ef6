import { connectDatabase, type Pool } from '@faturaviva/database';
import { cardTransactions, topics } from '@faturaviva/events';
import { sha256 } from '@faturaviva/http';
import { connectKafka, encodeFact, type Kafka, type OutgoingRecord, partitionOf } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { type Stack, startKafkaAndPostgres } from '../../../tests/support/stack.ts';
import { startKeys } from '../../../tests/support/token-keys.ts';
import type { CountedFact } from './read-message.ts';
import { type AnalyticsOptions, startAnalytics } from './service.ts';

const KEY = 'console-key';
const KEY_HASH = sha256(KEY).toString('hex');
const silent = createLogger('test', 'silent');

/** All that must be the same whoever reads, how often and in which batches; the seconds of a clock are not. */
const TABLES = [
  'taken_fact',
  'waiting_fact',
  'account',
  'purchase',
  'account_spending',
  'portfolio_hour',
  'decline_day',
  'merchant_day',
  'merchant',
];

/** A real broker, a real database, real keys for tokens. The facts come from here, not from purchases. */
export class Bench {
  stack!: Stack;
  kafka!: Kafka;
  jwksUrl!: string;
  token!: (accounts: string[]) => Promise<string>;
  readonly #closers: (() => Promise<unknown>)[] = [];

  async start(): Promise<this> {
    this.stack = await startKafkaAndPostgres();
    const keys = await startKeys();
    Object.assign(this, { jwksUrl: keys.jwksUrl, token: keys.token });
    this.kafka = await connectKafka({ clientId: 'test', brokers: this.stack.brokers, logger: silent });
    await this.kafka.ensureTopics(topics);
    this.#closers.push(
      () => this.kafka.close(),
      () => keys.stop(),
      () => this.stack.stop(),
    );
    return this;
  }

  async stop(): Promise<void> {
    for (const close of this.#closers) await close();
  }

  /** Empty tables of their own. */
  async newTables(): Promise<Tables> {
    const tables = new Tables((await this.stack.newDatabase()).urls.analytics, this);
    this.#closers.unshift(() => tables.close());
    return tables;
  }

  options = (databaseUrl: string): AnalyticsOptions => ({
    databaseUrl,
    brokers: this.stack.brokers,
    jwksUrl: this.jwksUrl,
    readKeys: [{ name: 'console', sha256hex: KEY_HASH }],
    logger: silent,
  });

  /** Of a process of its own. */
  env = (databaseUrl: string): Record<string, string> => ({
    DATABASE_URL: databaseUrl,
    KAFKA_BROKERS: this.stack.brokers.join(','),
    JWKS_URL: this.jwksUrl,
    READ_KEYS: `console|${KEY_HASH}`,
    PORT: '0',
  });

  /** Appends facts to the partitions of their accounts, in this order. */
  tell(...facts: CountedFact[]): Promise<void> {
    return this.append(...facts.map(({ data, ...envelope }) => encodeFact(envelope, JSON.stringify(data))));
  }

  async append(...records: OutgoingRecord[]): Promise<void> {
    const producer = await this.kafka.producer();
    const byPartition = Map.groupBy(records, ({ key }) => partitionOf(key ?? '', cardTransactions.partitions));
    await Promise.all(
      [...byPartition].map(([partition, own]) => producer.append(cardTransactions.name, partition, own)),
    );
  }
}

/** Tables that a reader fills, as tests look at them. */
export class Tables {
  readonly url: string;
  readonly database: Pool;
  readonly #bench: Bench;

  constructor(url: string, bench: Bench) {
    this.url = url;
    this.database = connectDatabase({ url, name: 'test' });
    this.#bench = bench;
  }

  close = (): Promise<void> => this.database.end();
  service = (): ReturnType<typeof startAnalytics> => startAnalytics(this.#bench.options(this.url));

  /** Facts that the stored positions still have before them. */
  async behind(): Promise<number> {
    const ends = await this.#bench.kafka.endOffsets(cardTransactions.name);
    const { rows } = await this.database.query<{ next: string }>('SELECT next FROM reader_offset');
    const read = rows.reduce((sum, { next }) => sum + Number(next), 0);
    return ends.reduce((sum, end) => sum + end, 0) - read;
  }

  /** Every row of every table, as text and in the order of the text. */
  async content(): Promise<Record<string, string[]>> {
    const entries = TABLES.map(async (table): Promise<[string, string[]]> => {
      const { rows } = await this.database.query<{ row: string }>(
        `SELECT to_jsonb(t)::text AS row FROM ${table} t ORDER BY to_jsonb(t)::text COLLATE "C"`,
      );
      return [table, rows.map(({ row }) => row)];
    });
    return Object.fromEntries(await Promise.all(entries));
  }

  async rows<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
    return (await this.database.query(text, values)).rows;
  }
}

export async function ask(url: string, path: string, credential = KEY) {
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${credential}` } });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
