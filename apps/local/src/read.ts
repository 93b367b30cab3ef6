// npm run read: pulls facts from the log for a group of one's own, and prints them.
import { setTimeout as sleep } from 'node:timers/promises';
import { type BatchRecord, GroupActive, type Kafka, Pace, type Puller, UnfitPace } from '@faturaviva/kafka';
import { createLogger } from '@faturaviva/process';
import { readingEnv } from './env.ts';
import { StartFailure } from './failure.ts';
import { findBrokers } from './find-product.ts';
import { createPrinter } from './lines.ts';
import { parseRead, type ReadCommand, USAGE } from './read-arguments.ts';
import { factJson, factLine, summaryLine, tell } from './read-words.ts';
import { connectWithin } from './servers.ts';

const LOOK_MS = 200;
const say = createPrinter(process.stderr);

/** Resolves once the output has taken it: only then is the group told. Rejects when nobody reads it any more. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

/** Up to where a reading goes, per partition: ends taken before it begins. A portfolio of 2018 lies behind facts of today. */
async function endsOf(kafka: Kafka, { topic, follow }: ReadCommand): Promise<number[] | null> {
  return follow ? null : kafka.endOffsets(topic.name);
}

async function reached(kafka: Kafka, { group, topic }: ReadCommand, ends: number[]): Promise<boolean> {
  const told = await kafka.toldBy(group, topic.name);
  return ends.every((end, partition) => (told.get(partition) ?? -1) >= end);
}

async function pull(kafka: Kafka, command: ReadCommand, stopping: AbortController): Promise<number> {
  const { group, topic, types, account, format } = command;
  const ends = await endsOf(kafka, command);
  let printed = 0;
  const asked = (record: BatchRecord): boolean =>
    (types === null || types.includes(record.headers['ce_type'] ?? '')) &&
    (account === null || (record.headers['ce_account'] ?? '').startsWith(account));
  const handle = async (records: BatchRecord[]) => {
    const lines = records.filter(asked).map((record) => {
      const told = tell(record);
      return `${format === 'json' ? factJson(record, told) : factLine(told)}\n`;
    });
    if (lines.length === 0) return;
    await write(lines.join('')).catch((error: unknown) => {
      stopping.abort();
      throw error;
    });
    printed += lines.length;
  };
  const puller = await kafka.pull({
    ...command,
    before: command.to ?? undefined,
    logger: createLogger('read', 'silent'),
    // Nobody waits here for the next fact: what the log holds comes at once, and the end is not to take two seconds more.
    pace: new Pace({ maxWaitMs: 250, ...command.pace }),
    handle,
    ...(ends && { until: (partition: number) => ends[partition] ?? 0 }),
  });
  if (puller.resumed) say(`${group} goes on where it stood on ${topic.name}; --restart begins anew.`);
  const since = performance.now();
  await ended(puller, () => (ends ? reached(kafka, command, ends) : Promise.resolve(false)), stopping.signal);
  await puller.stop();
  const { batches, skipped, facts } = puller.counters;
  const { fetches, bytes } = puller.statistics.totals;
  say(
    summaryLine({
      printed,
      batches,
      skipped: skipped + facts - printed,
      fetches,
      bytes,
      ms: performance.now() - since,
    }),
  );
  return stopping.signal.aborted ? 130 : 0;
}

/** Waits until all is read, or a person has had enough. What keeps it from reading is said once. */
async function ended(puller: Puller, isDone: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  let said: string | null = null;
  for (let looks = 1; !signal.aborted; looks += 1) {
    if (await isDone().catch(() => false)) return;
    const trouble = puller.status();
    if (looks % 25 === 0 && trouble !== null && trouble !== said) say(`Waiting: it ${trouble}.`);
    if (looks % 25 === 0) said = trouble;
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function main(args: string[]): Promise<number> {
  try {
    const command = parseRead(args, new Date().toISOString());
    if (!command) {
      await write(`${USAGE}\n`);
      return 0;
    }
    const stopping = new AbortController();
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort());
    // Whoever read the output has gone, as `head` does: what they did not take is not theirs.
    process.stdout.on('error', () => stopping.abort());
    const kafka = await connectWithin('read', findBrokers({ data: command.data, ...readingEnv() }));
    const code = await pull(kafka, command, stopping);
    await kafka.close();
    return code;
  } catch (error) {
    const known = error instanceof StartFailure || error instanceof GroupActive || error instanceof UnfitPace;
    say(known ? error.message : `Unexpected: ${String(error)}`);
    return 2;
  }
}

process.exit(await main(process.argv.slice(2)));
