import { setTimeout as sleep } from 'node:timers/promises';
import type { TopicDefinition } from '@faturaviva/events';
import type { Logger } from '@faturaviva/process';
import { connectKafka, type Kafka } from './kafka.ts';
import { reasonOf } from './patience.ts';
import type { ReadingPosition, ReadOptions } from './read-options.ts';
import type { Reader } from './reader.ts';

export interface LogOptions {
  clientId: string;
  brokers: string[];
  /** That the reader reads or writes. */
  topics: readonly TopicDefinition[];
  logger: Logger;
  /** What must be there before the first record is read, such as a database. Asked again until it does not throw. */
  prepare?(): Promise<Disposable | void>;
  /** What is read; asked once, when Kafka has answered. */
  read(kafka: Kafka): Promise<ReadOptions> | ReadOptions;
}

/** A reader together with everything that it waits for. */
export interface LogReading {
  /** `null` when it reads, else the reason why not; for Health. */
  status(): string | null;
  /** The reader, once it has been made. */
  reader(): Reader | null;
  positions(): Map<number, ReadingPosition>;
  stop(): Promise<void>;
}

const RETRY_MS = 1_000;

/**
 * Reads the log from now on, at once: whatever is away is waited for, and `status` says what. A topic that only a
 * person can put right is reported and not read.
 */
export function readLog(options: LogOptions): LogReading {
  const closers = new AsyncDisposableStack();
  const stopping = new AbortController();
  let trouble: string | null = 'database and Kafka have not answered yet';
  let reader: Reader | null = null;

  const start = async () => {
    const prepared = await patiently(options, stopping.signal);
    if (prepared) closers.defer(() => prepared[Symbol.dispose]());
    const { clientId, brokers, topics, logger } = options;
    const kafka = await connectKafka({ clientId, brokers, logger });
    if (stopping.signal.aborted) return kafka.close();
    closers.defer(() => kafka.close());
    await kafka.ensureTopics(topics);
    const what = await options.read(kafka);
    stopping.signal.throwIfAborted();
    const made = await kafka.read(what);
    // It was asked to stop while the beginning of the group was looked up: nobody else would stop this one.
    if (stopping.signal.aborted) return made.stop();
    reader = made;
    trouble = null;
  };
  const starting = start().catch((error: unknown) => {
    trouble = reasonOf(error);
    if (!stopping.signal.aborted) options.logger.fatal({ err: error }, 'the log is not read');
  });

  return {
    status: () => trouble ?? reader?.status() ?? null,
    reader: () => reader,
    positions: () => reader?.positions() ?? new Map(),
    async stop() {
      stopping.abort(new Error('the reader is stopping'));
      await reader?.stop();
      await Promise.race([starting, sleep(RETRY_MS, undefined, { ref: false })]);
      await closers.disposeAsync();
    },
  };
}

async function patiently(options: LogOptions, signal: AbortSignal): Promise<Disposable | void> {
  for (;;) {
    try {
      return await options.prepare?.();
    } catch (error) {
      signal.throwIfAborted();
      options.logger.warn({ reason: reasonOf(error) }, 'what the reader needs is not there yet; trying again');
      await sleep(RETRY_MS, undefined, { signal });
    }
  }
}
