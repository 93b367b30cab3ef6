import type { TopicDefinition } from '@faturaviva/events';
import type { Logger } from '@faturaviva/process';
import { connectKafka, type Kafka } from './kafka.ts';
import { reasonOf } from './patience.ts';

export interface LogDoor {
  /** `null` until the broker has answered. */
  kafka: () => Kafka | null;
  /** For Health. */
  status: () => string | null;
  close: () => Promise<void>;
}

/** For a service that asks the log when it is asked itself: connects at once, and waits for the broker as long as it takes. */
export function openLog(options: {
  clientId: string;
  brokers: string[];
  /** That are made when they are missing. */
  topics?: readonly TopicDefinition[];
  logger: Logger;
}): LogDoor {
  const { topics = [], logger, ...where } = options;
  let connected: Kafka | null = null;
  let open: Kafka | null = null;
  let trouble: string | null = 'Kafka has not answered yet';
  let closed = false;
  const connect = async () => {
    const kafka = await connectKafka({ ...where, logger });
    connected = kafka;
    if (closed) return kafka.close();
    await kafka.ensureTopics(topics);
    if (closed) return;
    open = kafka;
    trouble = null;
  };
  connect().catch((error: unknown) => {
    trouble = reasonOf(error);
    if (!closed) logger.fatal({ err: error }, 'the log cannot be used');
  });
  return {
    kafka: () => open,
    status: () => trouble,
    async close() {
      closed = true;
      await connected?.close();
    },
  };
}
