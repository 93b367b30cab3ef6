import { cardTransactions, topics } from '@faturaviva/events';
import { connectKafka, type Kafka } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';
import { Relay } from './relay.ts';

interface RelayingOptions {
  databaseUrl: string;
  brokers: string[];
  logger: Logger;
}

/**
 * Relays facts from now on. A broker that is away is waited for; until it answers, facts are kept in the outbox. A topic
 * that only a person can put right is reported.
 */
export class Relaying {
  readonly #options: RelayingOptions;
  #kafka: Kafka | null = null;
  #relay: Relay | null = null;
  #trouble: string | null = 'Kafka has not answered yet; facts wait in the outbox';
  #stopping = false;

  constructor(options: RelayingOptions) {
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

  owned(): number[] {
    return this.#relay?.owned() ?? [];
  }

  wake(partitions: Iterable<number>): void {
    this.#relay?.wake(partitions);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#relay?.stop();
    await this.#kafka?.close();
  }

  async #start(): Promise<void> {
    const { databaseUrl, brokers, logger } = this.#options;
    const kafka = await connectKafka({ clientId: 'purchases', brokers, logger });
    if (this.#stopping) return kafka.close();
    this.#kafka = kafka;
    await kafka.ensureTopics(topics);
    const producer = await kafka.producer();
    if (this.#stopping) return;
    const endOffsets = () => kafka.endOffsets(cardTransactions.name);
    this.#relay = new Relay({ databaseUrl, producer, clusterId: kafka.clusterId, endOffsets, logger });
    this.#trouble = null;
  }
}
