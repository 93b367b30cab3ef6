import type { Pool } from '@faturaviva/database';
import { cardTransactions, topics } from '@faturaviva/events';
import { connectKafka, type Kafka, type Reader } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import { readClosedInvoices } from './closed-invoices.ts';
import { Relay } from './relay.ts';

interface LogSideOptions {
  databaseUrl: string;
  /** Of the reader; its connections have `idle_in_transaction_session_timeout` set. */
  database: Pool;
  brokers: string[];
  logger: Logger;
}

/**
 * What this service appends to the log and reads from it, from now on. A broker that is away is waited for; until it
 * answers, facts are kept in the outbox. A topic that only a person can put right is reported.
 */
export class LogSide {
  readonly #options: LogSideOptions;
  #kafka: Kafka | null = null;
  #relay: Relay | null = null;
  #reader: Reader | null = null;
  #trouble: string | null = 'Kafka has not answered yet; facts wait in the outbox';
  #stopping = false;

  constructor(options: LogSideOptions) {
    this.#options = options;
    this.#start().catch((error: unknown) => {
      this.#trouble = error instanceof Error ? error.message : String(error);
      if (!this.#stopping) options.logger.fatal({ err: error }, 'facts are not relayed');
    });
  }

  /** For Health. */
  status(): string | null {
    return this.#trouble ?? this.#relay?.status() ?? null;
  }

  /** For Health: of the reader of closed invoices. */
  readerStatus(): string | null {
    return this.#trouble ?? this.#reader?.status() ?? null;
  }

  owned(): number[] {
    return this.#relay?.owned() ?? [];
  }

  wake(partitions: Iterable<number>): void {
    this.#relay?.wake(partitions);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([this.#relay?.stop(), this.#reader?.stop()]);
    await this.#kafka?.close();
  }

  async #start(): Promise<void> {
    const { databaseUrl, database, brokers, logger } = this.#options;
    const kafka = await connectKafka({ clientId: 'purchases', brokers, logger });
    if (this.#stopping) return kafka.close();
    this.#kafka = kafka;
    await kafka.ensureTopics(topics);
    const producer = await kafka.producer();
    if (this.#stopping) return;
    const endOffsets = () => kafka.endOffsets(cardTransactions.name);
    const askClusterId = () => kafka.clusterIdNow();
    this.#relay = new Relay({ databaseUrl, producer, clusterId: kafka.clusterId, askClusterId, endOffsets, logger });
    this.#reader = await readClosedInvoices({ kafka, database, logger });
    this.#trouble = null;
  }
}
