import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Logger } from '@faturaviva/process';
import kafkajs, { type Admin, Kafka as Client, type ISocketFactoryArgs } from 'kafkajs';
import { stopIdleTimers } from './idle-timer.ts';
import { libraryLevel, libraryLog } from './library-log.ts';
import { endedWithin, growingMs, untilItWorks, wait } from './patience.ts';

// Node does not see it among the names that the CommonJS module exports.
const { KafkaJSDeleteGroupsError } = kafkajs;

export interface ConnectionOptions {
  clientId: string;
  /** `host:port` of at least one broker. */
  brokers: string[];
  logger: Logger;
}

export interface Connection {
  clientId: string;
  client: Client;
  /** Of the moment: one that failed is replaced. */
  admin: Promise<Admin>;
  /** Nobody waits for its broker any more. */
  closed: boolean;
  logger: Logger;
}

/** First and end offset per partition; the end is the offset of the next record to come. */
export interface LogBounds {
  first: number[];
  end: number[];
}

/** Of whatever does not answer any more. */
export const DISCONNECT_LIMIT_MS = 5_000;

const REMOVAL_LIMIT_MS = 2_000;
/** Kafka's code for a group that has members. */
const NON_EMPTY_GROUP = 68;

/** How the library tries again by itself; this package goes on where it gives up. */
export const RETRY = { initialRetryTime: 100, maxRetryTime: 2_000, retries: 8 };

/** Waits for a broker as long as it takes, and says so in the log. */
export async function openConnection({ clientId, brokers, logger }: ConnectionOptions): Promise<Connection> {
  stopIdleTimers();
  const client = new Client({
    clientId,
    brokers,
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    retry: RETRY,
    socketFactory,
    logLevel: libraryLevel(logger),
    logCreator: libraryLog(logger),
  });
  const trouble = `Kafka does not answer at ${brokers.join(', ')}`;
  const admin = await untilItWorks(logger, trouble, () => openAdmin(client));
  return { clientId, client, admin: Promise.resolve(admin), closed: false, logger };
}

export async function closeConnection(connection: Connection): Promise<void> {
  connection.closed = true;
  await endedWithin(DISCONNECT_LIMIT_MS, closeAdmin(connection.admin));
}

export async function clusterIdOf(connection: Connection): Promise<string> {
  return (await ask(connection, (admin) => admin.describeCluster())).clusterId;
}

export async function logBounds(connection: Connection, topic: string): Promise<LogBounds> {
  const offsets = await ask(connection, (admin) => admin.fetchTopicOffsets(topic));
  const inOrder = offsets.toSorted((a, b) => a.partition - b.partition);
  return { first: inOrder.map(({ low }) => Number(low)), end: inOrder.map(({ high }) => Number(high)) };
}

/**
 * Removes a group, as far as the broker answers within the limit. A member that was just joining when it was stopped
 * keeps the group from being removed until its leaving arrives or its session ends, so that is waited for.
 */
export async function removeGroup(connection: Connection, group: string, limitMs = REMOVAL_LIMIT_MS): Promise<void> {
  const until = Date.now() + limitMs;
  const remove = async () => {
    const admin = await connection.admin;
    while (!(await isRemoved(admin, group)) && Date.now() < until) await wait(growingMs(0));
  };
  await endedWithin(limitMs, remove());
}

/** Whether nothing is left to be removed; what else went wrong will not be better the next time. */
async function isRemoved(admin: Admin, group: string): Promise<boolean> {
  try {
    await admin.deleteGroups([group]);
    return true;
  } catch (error) {
    const answers = error instanceof KafkaJSDeleteGroupsError ? error.groups : [];
    return !answers.some(({ errorCode }) => errorCode === NON_EMPTY_GROUP);
  }
}

export function boundsOf({ first, end }: LogBounds, partition: number): { first: number; end: number } {
  return { first: first[partition] ?? 0, end: end[partition] ?? 0 };
}

/** Offsets that the group has committed; a partition without one is absent. */
export async function committedOffsets(
  connection: Connection,
  group: string,
  topic: string,
): Promise<Map<number, number>> {
  const answer = await ask(connection, (admin) => admin.fetchOffsets({ groupId: group, topics: [topic] }));
  const partitions = answer.flatMap((entry) => entry.partitions);
  return new Map(
    partitions.map(({ partition, offset }) => [partition, Number(offset)] as const).filter(([, offset]) => offset >= 0),
  );
}

/** kafkajs' admin goes on asking a leader that is gone; so after a failure a new one asks once more. */
export async function ask<T>(connection: Connection, question: (admin: Admin) => Promise<T>): Promise<T> {
  const used = connection.admin;
  try {
    return await question(await used);
  } catch {
    if (connection.admin === used) {
      connection.admin = openAdmin(connection.client);
      void endedWithin(DISCONNECT_LIMIT_MS, closeAdmin(used));
    }
    return question(await connection.admin);
  }
}

async function openAdmin(client: Client): Promise<Admin> {
  const admin = client.admin();
  try {
    await admin.connect();
    await admin.describeCluster();
    return admin;
  } catch (error) {
    await endedWithin(DISCONNECT_LIMIT_MS, admin.disconnect());
    throw error;
  }
}

async function closeAdmin(admin: Promise<Admin>): Promise<void> {
  await (await admin).disconnect();
}

function socketFactory({ host, port, ssl, onConnect }: ISocketFactoryArgs): Socket {
  const secure: ISocketFactoryArgs['ssl'] | undefined = ssl;
  const socket = secure
    ? connectTls({ host, port, servername: host, ...secure }, onConnect)
    : connectPlain({ host, port }, onConnect);
  socket.setNoDelay(true);
  socket.setKeepAlive(true, 60_000);
  return socket;
}
