import { cardTransactions } from '@faturaviva/events';
import { type Admin, ConfigResourceTypes } from 'kafkajs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ask } from './connection.ts';
import { connectKafka } from './kafka.ts';
import { type Bench, quiet, someTopic, startBench } from './test-bench.ts';
import { completeSettings, ensureTopics, TopicMismatch } from './topics.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench?.stop());

async function settingsOf(name: string): Promise<Record<string, string>> {
  const { resources } = await (await bench.connection.admin).describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name }],
  });
  return Object.fromEntries((resources[0]?.configEntries ?? []).map((entry) => [entry.configName, entry.configValue]));
}

const facts = () => ({ ...cardTransactions, name: someTopic(1).name });

test('a missing topic is created with its partitions and settings, and a second start changes nothing', async () => {
  const topic = facts();
  await ensureTopics(bench.connection, [topic]);
  await ensureTopics(bench.connection, [topic]);
  const { topics } = await (await bench.connection.admin).fetchTopicMetadata({ topics: [topic.name] });
  expect(topics[0]?.partitions).toHaveLength(12);
  expect(await settingsOf(topic.name)).toMatchObject({
    ...topic.config,
    'min.insync.replicas': '1',
    'flush.messages': '1',
  });
});

test('several processes may create it at the same time', async () => {
  const topic = facts();
  const starts = Array.from({ length: 6 }, () => ensureTopics(bench.connection, [topic]));
  await expect(Promise.all(starts)).resolves.toHaveLength(6);
});

test('a broker that goes away while topics are made is waited for', async () => {
  const kafka = await connectKafka({ clientId: 'test', brokers: bench.stack.brokers, logger: quiet });
  const wanted = Array.from({ length: 20 }, () => someTopic(1));
  const making = kafka.ensureTopics(wanted);
  const settled = vi.fn<() => void>();
  void making.then(settled, settled);
  const { admin } = bench.connection;
  await vi.waitUntil(async () => (await (await admin).listTopics()).includes(wanted[2]?.name ?? ''));
  await bench.stack.kafka.stop();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  expect(settled).not.toHaveBeenCalled();
  await bench.stack.kafka.start();
  await making;
  const names = await ask(bench.connection, (asked) => asked.listTopics());
  expect(names).toEqual(expect.arrayContaining(wanted.map(({ name }) => name)));
  await kafka.close();
});

test('another number of partitions is refused in words', async () => {
  const topic = someTopic(2);
  await ensureTopics(bench.connection, [topic]);
  const refused = ensureTopics(bench.connection, [{ ...topic, partitions: 3 }]);
  await expect(refused).rejects.toThrow(`Topic ${topic.name} has 2 partitions and must have 3.`);
  await expect(refused).rejects.toBeInstanceOf(TopicMismatch);
});

test('settings that drifted are put right with the complete set, and none is added or lost', async () => {
  const topic = facts();
  await ensureTopics(bench.connection, [topic]);
  const before = await settingsOf(topic.name);
  await (await bench.connection.admin).alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: topic.name,
        configEntries: [
          { name: 'retention.ms', value: '1000' },
          { name: 'retention.bytes', value: '4096' },
        ],
      },
    ],
  });
  await vi.waitFor(async () => expect(await settingsOf(topic.name)).toHaveProperty('retention.bytes', '4096'));
  await ensureTopics(bench.connection, [topic]);
  expect(await settingsOf(topic.name)).toEqual(before);
});

test('three copies wait for two of them, and are not flushed one by one', () => {
  expect(completeSettings(cardTransactions, 3)).toEqual({
    ...cardTransactions.config,
    'min.insync.replicas': '2',
    'unclean.leader.election.enable': 'false',
  });
  expect(completeSettings(someTopic(1), 1)).not.toHaveProperty('flush.messages');
});

test('a question that failed is asked once more, of a new admin', async () => {
  const asked: Admin[] = [];
  const answer = await ask(bench.connection, async (admin) => {
    if (asked.push(admin) === 1) throw new Error('its leader is gone');
    return (await admin.describeCluster()).brokers.length;
  });
  expect(answer).toBe(1);
  expect(asked[1]).not.toBe(asked[0]);
});
