import { Problem } from '@faturaviva/http';
import type { Kafka, LogDoor } from '@faturaviva/kafka';

export function logAway(detail: string): Problem {
  return new Problem(503, 'log-away', 'The log does not answer right now.', { detail });
}

/** @throws Problem 503 until the broker has answered */
export function kafkaOf(log: LogDoor): Kafka {
  const kafka = log.kafka();
  if (!kafka) throw logAway('It has not answered since this service started.');
  return kafka;
}
