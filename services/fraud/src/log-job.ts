import os from 'node:os';
import { createInterface } from 'node:readline';
import { connectKafka, type Kafka } from '@faturaviva/kafka';
import { createLogger, type Logger } from '@faturaviva/process';
import type { z } from 'zod';
import { readLogJobEnv } from './env.ts';

/** What every such process may say, one JSON document per line; the rest is its own. */
type CommonLine = { kind: 'progress'; read: number; total: number } | { kind: 'problem'; problem: string };

export interface LogWork<Line> {
  kafka: Kafka;
  logger: Logger;
  signal: AbortSignal;
  say: (line: Line | CommonLine) => void;
  /** Says how far it came, now and then; several passes over the log count as one way. */
  teller: (passes: number) => (pass: number) => (read: number, total: number) => void;
}

const TELL_MS = 250;

/**
 * A process of its own that reads the log, so that reading millions of facts keeps no purchase waiting: a job as JSON
 * on standard input, lines on standard output; it ends when its input does.
 */
export async function runLogJob<Job, Line>(
  name: string,
  schema: z.ZodType<Job>,
  work: (job: Job, around: LogWork<Line>) => Promise<void>,
): Promise<void> {
  const env = readLogJobEnv(name);
  const logger = createLogger(name, env.LOG_LEVEL);
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error('stopped'));
  const input = createInterface({ input: process.stdin });
  input.once('close', stop);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const say = (line: Line | CommonLine): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

  const teller = (passes: number) => {
    let last = 0;
    return (pass: number) => (read: number, total: number) => {
      if (Date.now() - last < TELL_MS && read < total) return;
      last = Date.now();
      say({ kind: 'progress', read: pass * total + read, total: passes * total });
    };
  };

  async function run(line: string): Promise<void> {
    const job = schema.safeParse(JSON.parse(line));
    if (!job.success) {
      const problems = job.error.issues.map(({ path, message }) => `${path.join('.') || 'the job'}: ${message}`);
      say({ kind: 'problem', problem: problems.join('; ') });
      return;
    }
    const kafka = await connectKafka({ clientId: name, brokers: env.KAFKA_BROKERS, logger });
    try {
      await work(job.data, { kafka, logger, signal: stopping.signal, say, teller });
    } finally {
      await kafka.close();
    }
  }

  // Purchases come first.
  os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
  try {
    for await (const line of input) {
      await run(line);
      break;
    }
  } catch (error) {
    say({ kind: 'problem', problem: error instanceof Error ? error.message : String(error) });
    process.exitCode = 1;
  }
  input.close();
  process.stdin.destroy();
}
