import { connectDatabase, keepPartitions, type Pool } from '@faturaviva/database';
import { cardTransactions, fraudAlerts, topics } from '@faturaviva/events';
import { sha256 } from '@faturaviva/http';
import { type BatchRecord, connectKafka, encodeFact, type Kafka, partitionOf } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { type Stack, startKafkaAndPostgres } from '../../../tests/support/stack.ts';
import { ActiveRules, bringRules } from './active-rules.ts';
import { applyBatch } from './apply-batch.ts';
import { Counters } from './counters.ts';
import type { StoryFact } from './rules/test-facts.ts';
import { type FraudOptions, startFraud } from './service.ts';

const KEY = 'console-key';
const silent = createLogger('test', 'silent');

/** A real broker, a real database, and everything that fraud publishes. The facts come from here, not from purchases. */
export class Bench {
  readonly alerts: BatchRecord[] = [];
  stack!: Stack;
  database!: Pool;
  kafka!: Kafka;
  options!: FraudOptions;
  readonly #closers: (() => Promise<unknown>)[] = [];

  async start(): Promise<this> {
    this.stack = await startKafkaAndPostgres();
    const { fraud: databaseUrl } = (await this.stack.newDatabase()).urls;
    this.database = connectDatabase({ url: databaseUrl, name: 'test' });
    this.kafka = await connectKafka({ clientId: 'test', brokers: this.stack.brokers, logger: silent });
    await this.kafka.ensureTopics(topics);
    this.options = {
      databaseUrl,
      brokers: this.stack.brokers,
      jwksUrl: 'http://127.0.0.1:9/jwks',
      readKeys: [{ name: 'console', sha256hex: sha256(KEY).toString('hex') }],
      purchasesUrl: 'http://127.0.0.1:9',
      purchasesKey: 'fraud-key',
      blockWithinMs: 3_600_000,
      logger: silent,
    };
    const handle = (records: BatchRecord[]) => void this.alerts.push(...records);
    const follower = await this.kafka.follow({ topic: fraudAlerts, logger: silent, handle });
    this.#closers.push(
      () => follower.stop(),
      () => this.kafka.close(),
      () => this.database.end(),
      () => this.stack.stop(),
    );
    return this;
  }

  async stop(): Promise<void> {
    for (const close of this.#closers) await close();
  }

  service = (): ReturnType<typeof startFraud> => startFraud(this.options);

  /** Appends facts to the partitions of their accounts, in this order. */
  async tell(...facts: StoryFact[]): Promise<void> {
    const producer = await this.kafka.producer();
    const records = facts.map(({ data, ...envelope }) => encodeFact(envelope, JSON.stringify(data)));
    const byPartition = Map.groupBy(records, ({ key }) => partitionOf(key ?? '', cardTransactions.partitions));
    await Promise.all(
      [...byPartition].map(([partition, own]) => producer.append(cardTransactions.name, partition, own)),
    );
  }

  alertsOf = (accountId: string): BatchRecord[] => this.alerts.filter(({ key }) => key === accountId);

  async rows<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
    return (await this.database.query(text, values)).rows;
  }

  /** How far an account has been read. */
  async seqOf(accountId: string): Promise<number> {
    const [row] = await this.rows<{ seq: number }>('SELECT seq FROM customer WHERE account_id = $1', accountId);
    return row?.seq ?? 0;
  }
}

/** Reads into the tables as the service does, and is killed whenever it would publish. */
export async function readWithoutPublishing(bench: Bench): Promise<{ stop: () => Promise<void> }> {
  const kafka = await connectKafka({ clientId: 'crashing', brokers: bench.stack.brokers, logger: silent });
  const database = connectDatabase({ url: bench.options.databaseUrl, name: 'crashing' });
  const stopPartitions = await keepPartitions(database, [{ table: 'score', by: 'month', ahead: 1 }], silent);
  await bringRules(database);
  const applying = { active: new ActiveRules(silent), counters: new Counters(), logger: silent, maxAgeMs: 3_600_000 };
  const reader = await kafka.read({
    group: 'fraud',
    topic: cardTransactions,
    database,
    logger: silent,
    apply: (tx, records, at) => applyBatch(tx, records, at, applying),
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

export async function ask(url: string, path: string, body?: object, credential = KEY) {
  const response = await fetch(`${url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${credential}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}
