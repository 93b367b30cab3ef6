import { randomUUID } from 'node:crypto';
import { connectDatabase, type Pool } from '@faturaviva/database';
import type { TopicDefinition } from '@faturaviva/events';
import { createLogger } from '@faturaviva/process';
import { type Stack, startKafkaAndPostgres } from '../../../tests/support/stack.ts';
import { type Connection, closeConnection, openConnection } from './connection.ts';
import { Follower } from './follow.ts';
import type { BatchRecord, OutgoingRecord } from './records.ts';
import { ensureTopics } from './topics.ts';

/** A real broker and a real database for one test file. */
export interface Bench {
  stack: Stack;
  connection: Connection;
  stop(): Promise<void>;
}

/** Shorter waits than in production, so that many consumers start and stop in one test run. */
export const brisk = { fetchWaitMs: 100, disconnectMs: 500 };

export const quiet = createLogger('test', 'silent');

export async function startBench(): Promise<Bench> {
  const stack = await startKafkaAndPostgres();
  const connection = await openConnection({ clientId: 'test', brokers: stack.brokers, logger: quiet });
  return {
    stack,
    connection,
    stop: async () => {
      await closeConnection(connection);
      await stack.stop();
    },
  };
}

export function someTopic(partitions: number, config: Record<string, string> = {}): TopicDefinition {
  return { name: `test-${randomUUID()}`, partitions, config: { 'cleanup.policy': 'delete', ...config } };
}

export async function newTopic({ connection }: Bench, partitions: number): Promise<TopicDefinition> {
  const topic = someTopic(partitions);
  await ensureTopics(connection, [topic]);
  return topic;
}

/** A schema of its own with `reader_offset`, and `seen`, where a record applied twice is there twice. */
export async function newReaderDatabase({ stack }: Bench): Promise<Pool> {
  const schema = `reader_${randomUUID().slice(0, 8)}`;
  const settings = { search_path: schema, idle_in_transaction_session_timeout: '5s' };
  const pool = connectDatabase({ url: stack.superuserUrl, name: schema, settings });
  await pool.query(`CREATE SCHEMA ${schema}`);
  await pool.query(`CREATE TABLE reader_offset (
    grp text, topic text, partition smallint, next bigint NOT NULL DEFAULT 0, cluster_id text NOT NULL,
    PRIMARY KEY (grp, topic, partition))`);
  await pool.query('CREATE TABLE seen (id serial, partition smallint, "offset" bigint, value text)');
  return pool;
}

export function some(from: number, count: number): OutgoingRecord[] {
  return Array.from({ length: count }, (_, n) => ({ key: null, value: String(from + n), headers: {} }));
}

export const valuesOf = (records: BatchRecord[]): string[] => records.map(({ value }) => String(value));

/** All that is on a topic of one partition and what comes, as it comes. */
export function readAll({ connection }: Bench, topic: TopicDefinition): { records: BatchRecord[]; follower: Follower } {
  const records: BatchRecord[] = [];
  const handle = (batch: BatchRecord[]) => void records.push(...batch);
  const from = Array.from({ length: topic.partitions }, () => 0);
  return { records, follower: new Follower(connection, { topic, logger: quiet, handle }, from, brisk) };
}
