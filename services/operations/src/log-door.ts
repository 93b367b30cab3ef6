import { Problem } from '@faturaviva/http';
import { connectKafka, type Kafka } from '@faturaviva/kafka';
import type { Logger } from '@faturaviva/process';

export interface LogDoor {
  /** @throws Problem 503 until the broker has answered */
  kafka(): Kafka;
  /** For Health. */
  status(): string | null;
  close(): Promise<void>;
}

export function kafkaAway(detail: string): Problem {
  return new Problem(503, 'log-away', 'The log does not answer right now.', { detail });
}

/** Connects at once and waits for the broker as long as it takes. */
export function openLog(brokers: string[], logger: Logger): LogDoor {
  let door: Kafka | null = null;
  let closed = false;
  const connecting = connectKafka({ clientId: 'operations', brokers, logger }).then(async (kafka) => {
    if (closed) await kafka.close();
    else door = kafka;
  });
  connecting.catch((error: unknown) => logger.error({ err: error }, 'the log cannot be opened'));
  return {
    kafka() {
      if (!door) throw kafkaAway('It has not answered since this service started.');
      return door;
    },
    status: () => (door ? null : 'Kafka has not answered yet'),
    async close() {
      closed = true;
      await door?.close();
    },
  };
}
