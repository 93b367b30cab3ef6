import type { TopicDefinition } from '@faturaviva/events';
import kafkajs from 'kafkajs';
import type { Connection } from './connection.ts';
import { growingMs, wait } from './patience.ts';

// Node does not see these two among the names that the CommonJS module exports.
const { ConfigResourceTypes, ConfigSource } = kafkajs;

const MOST_REPLICAS = 3;
const ATTEMPTS = 10;

/** A topic exists and is not what the product needs; nobody but a person can put that right. */
export class TopicMismatch extends Error {
  readonly retriable = false;

  constructor(message: string) {
    super(message);
    this.name = 'TopicMismatch';
  }
}

interface ExistingTopic {
  partitions: number;
  replicas: number;
}

/**
 * Creates the topics that are missing and puts settings right that have drifted. Another number of partitions throws
 * `TopicMismatch`: an account's later facts would go to another partition than its earlier ones.
 */
export async function ensureTopics(connection: Connection, definitions: readonly TopicDefinition[]): Promise<void> {
  const admin = await connection.admin;
  const { brokers } = await admin.describeCluster();
  const names = new Set(await admin.listTopics());
  const replicas = Math.min(MOST_REPLICAS, brokers.length);
  for (const definition of definitions) {
    if (!names.has(definition.name)) await create(connection, definition, replicas);
    await whenKnown(() => check(connection, definition, replicas));
  }
}

/** A topic that was just made, here or by another process, is not known to every broker at once. */
async function whenKnown(work: () => Promise<void>): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TopicMismatch || attempt >= ATTEMPTS) throw error;
      await wait(growingMs(attempt));
    }
  }
}

async function check(connection: Connection, definition: TopicDefinition, replicas: number): Promise<void> {
  const existing = await describe(connection, definition.name);
  if (existing.partitions !== definition.partitions) {
    throw new TopicMismatch(
      `Topic ${definition.name} has ${existing.partitions} partitions and must have ${definition.partitions}. ` +
        'Partitions decide where an account lives, so this is never changed by itself.',
    );
  }
  if (existing.replicas < replicas) {
    const { logger } = connection;
    logger.warn({ topic: definition.name, replicas: existing.replicas }, 'the topic has fewer copies than it could');
  }
  await correctSettings(connection, definition, completeSettings(definition, existing.replicas));
}

/** All settings of a topic. Kafka replaces the whole set at once, so what is not in it falls back to the broker's default. */
export function completeSettings(definition: TopicDefinition, replicas: number): Record<string, string> {
  const keptForEver = definition.config['retention.ms'] === '-1';
  return {
    ...definition.config,
    'min.insync.replicas': replicas >= MOST_REPLICAS ? '2' : '1',
    'unclean.leader.election.enable': 'false',
    // A single broker is as durable as its disk: Postgres is, at the answer to the caller, and so must the log be.
    ...(replicas === 1 && keptForEver ? { 'flush.messages': '1' } : {}),
  };
}

async function create(connection: Connection, definition: TopicDefinition, replicas: number): Promise<void> {
  const { logger } = connection;
  const settings = completeSettings(definition, replicas);
  const admin = await connection.admin;
  const created = await admin.createTopics({
    // The library's own wait gives up when a broker does not know the topic yet; ours is in whenKnown.
    waitForLeaders: false,
    topics: [
      {
        topic: definition.name,
        numPartitions: definition.partitions,
        replicationFactor: replicas,
        configEntries: entriesOf(settings),
      },
    ],
  });
  if (created) logger.info({ topic: definition.name, partitions: definition.partitions, replicas }, 'topic created');
}

async function describe(connection: Connection, topic: string): Promise<ExistingTopic> {
  const admin = await connection.admin;
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] });
  const partitions = topics[0]?.partitions ?? [];
  return { partitions: partitions.length, replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)) };
}

async function correctSettings(
  connection: Connection,
  { name }: TopicDefinition,
  wanted: Record<string, string>,
): Promise<void> {
  const drifted = await drift(connection, name, wanted);
  if (drifted.length === 0) return;
  connection.logger.warn({ topic: name, settings: drifted }, "the topic's settings have drifted and are put right");
  const admin = await connection.admin;
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configEntries: entriesOf(wanted) }],
  });
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if ((await drift(connection, name, wanted)).length === 0) return;
    await wait(growingMs(attempt)); // Brokers learn of the change a moment after it was accepted.
  }
  const left = await drift(connection, name, wanted);
  throw new TopicMismatch(`Topic ${name} keeps other settings than it must: ${left.join(', ')}.`);
}

/** Settings that differ, `name=value` as found: of those wanted, and of those that someone set beside them. */
async function drift(connection: Connection, topic: string, wanted: Record<string, string>): Promise<string[]> {
  const admin = await connection.admin;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  });
  const entries = resources[0]?.configEntries ?? [];
  const found = new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
  const different = Object.keys(wanted).filter((name) => found.get(name) !== wanted[name]);
  const added = entries
    .filter(({ configName, configSource }) => configSource === ConfigSource.TOPIC_CONFIG && !(configName in wanted))
    .map(({ configName }) => configName);
  return [...different, ...added].map((name) => `${name}=${found.get(name)}`);
}

function entriesOf(settings: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(settings).map(([name, value]) => ({ name, value }));
}
