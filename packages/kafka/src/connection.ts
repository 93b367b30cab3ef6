import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Logger } from '@faturaviva/process';
import { type Admin, Kafka as Client, type ISocketFactoryArgs } from 'kafkajs';
import { stopIdleTimers } from './idle-timer.ts';
import { libraryLevel, libraryLog } from './library-log.ts';
import { untilItWorks } from './patience.ts';

export interface ConnectionOptions {
  clientId: string;
  /** `host:port` of at least one broker. */
  brokers: string[];
  logger: Logger;
}

export interface Connection {
  clientId: string;
  client: Client;
  admin: Admin;
  logger: Logger;
}

/** First and end offset per partition; the end is the offset of the next record to come. */
export interface LogBounds {
  first: number[];
  end: number[];
}

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
  const admin = client.admin();
  await untilItWorks(logger, `Kafka does not answer at ${brokers.join(', ')}`, async () => {
    await admin.connect();
    await admin.describeCluster();
  });
  return { clientId, client, admin, logger };
}

export async function clusterIdOf({ admin }: Connection): Promise<string> {
  return (await admin.describeCluster()).clusterId;
}

export async function logBounds({ admin }: Connection, topic: string): Promise<LogBounds> {
  const offsets = await admin.fetchTopicOffsets(topic);
  const inOrder = offsets.toSorted((a, b) => a.partition - b.partition);
  return { first: inOrder.map(({ low }) => Number(low)), end: inOrder.map(({ high }) => Number(high)) };
}

/** Offsets that the group has committed; a partition without one is absent. */
export async function committedOffsets(
  { admin }: Connection,
  group: string,
  topic: string,
): Promise<Map<number, number>> {
  const answer = await admin.fetchOffsets({ groupId: group, topics: [topic] });
  const partitions = answer.flatMap((entry) => entry.partitions);
  return new Map(
    partitions.map(({ partition, offset }) => [partition, Number(offset)] as const).filter(([, offset]) => offset >= 0),
  );
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
