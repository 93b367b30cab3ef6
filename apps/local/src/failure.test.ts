import { expect, test } from 'vitest';
import { explain } from './failure.ts';
import { KAFKA_CAUSES } from './kafka-settings.ts';

test.each([
  [
    'org.apache.kafka.common.KafkaException: Socket server failed to bind to 127.0.0.1:9192: Address already in use.',
    'port 9192 is in use by another program.',
  ],
  [
    'org.apache.kafka.common.KafkaException: Failed to acquire lock on file .lock in /srv/kafka/data. A Kafka instance in another process or thread is using this directory.',
    'another Kafka is using its data folder /srv/kafka/data: stop that one, or start with another folder (--data DIR).',
  ],
  [
    'RuntimeException: Invalid cluster.id in: /srv/kafka/data/meta.properties. Expected fA, but read fB',
    'its data folder holds another cluster (/srv/kafka/data/meta.properties): start with another folder (--data DIR) or move the old one away.',
  ],
  ['java.lang.OutOfMemoryError: Java heap space', 'there is too little memory for it.'],
])('the broker\'s "%s" is said in a sentence', (log, sentence) => {
  expect(explain(`INFO before\n${log}\n  at kafka.Kafka`, KAFKA_CAUSES)).toBe(sentence);
});

test('a log without a known cause has no sentence', () => {
  expect(explain('INFO started', KAFKA_CAUSES)).toBeNull();
});
