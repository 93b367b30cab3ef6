// Tries rules on the log: a BackTestJob on standard input, BackTestLines on standard output. A process of its own, so
// that reading millions of facts keeps no purchase waiting; it ends when its input does.
import os from 'node:os';
import { createInterface } from 'node:readline';
import { connectKafka, type Kafka } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { BackTest } from './back-test/back-test.ts';
import { BackTestJob, type BackTestLine } from './back-test/job.ts';
import { readBackTestEnv } from './env.ts';
import { portfolioFacts, portfoliosOn } from './replay/portfolio-log.ts';
import { model } from './scorer.ts';

const TELL_MS = 250;

const env = readBackTestEnv();
const logger = createLogger('fraud-back-test', env.LOG_LEVEL);
const stopping = new AbortController();
const input = createInterface({ input: process.stdin });
input.once('close', () => stopping.abort(new Error('stopped')));
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort(new Error('stopped')));

const say = (line: BackTestLine) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** Says how far it came, now and then; several passes over the log count as one way. */
function teller(passes: number) {
  let last = 0;
  return (pass: number) => (read: number, total: number) => {
    if (Date.now() - last < TELL_MS && read < total) return;
    last = Date.now();
    say({ kind: 'progress', read: pass * total + read, total: passes * total });
  };
}

async function tryOn(kafka: Kafka, { rules, against, from, to, portfolio }: BackTestJob): Promise<void> {
  const { signal } = stopping;
  const portfolios = portfolio === undefined ? await portfoliosOn(kafka, { logger, signal }) : [portfolio];
  const told = teller(portfolios.length);
  const backTest = new BackTest({ rules, model, from, to });
  const other = against && new BackTest({ rules: against, model, from, to });
  const both = other ? [backTest, other] : [backTest];
  for (const [pass, name] of portfolios.entries()) {
    for (const one of both) one.begin(name);
    for await (const facts of portfolioFacts(kafka, name, { logger, signal, progress: told(pass) }))
      for (const fact of facts) for (const one of both) one.take(fact);
  }
  say({ kind: 'report', report: { ...backTest.report(), ...(other ? { against: other.report() } : {}) } });
}

async function run(line: string): Promise<void> {
  const job = BackTestJob.safeParse(JSON.parse(line));
  if (!job.success) {
    const problems = job.error.issues.map(({ path, message }) => `${path.join('.') || 'the job'}: ${message}`);
    say({ kind: 'problem', problem: problems.join('; ') });
    return;
  }
  const kafka = await connectKafka({ clientId: 'fraud-back-test', brokers: env.KAFKA_BROKERS, logger });
  try {
    await tryOn(kafka, job.data);
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
