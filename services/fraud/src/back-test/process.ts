import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { backTestEnvironment } from '../env.ts';
import { type BackTestJob, BackTestLine } from './job.ts';
import type { BackTestReport } from './report.ts';

const MAIN = path.join(import.meta.dirname, '../back-test.ts');

interface Options {
  brokers: readonly string[];
  signal: AbortSignal;
  progress: (read: number, total: number) => void;
}

/** Runs a back-test in a process of its own, which is gone when this resolves or throws. */
export async function runBackTest(job: BackTestJob, { brokers, signal, progress }: Options): Promise<BackTestReport> {
  const child = spawn(process.execPath, [MAIN], {
    env: backTestEnvironment(brokers),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const stop = () => child.stdin.end();
  signal.addEventListener('abort', stop, { once: true });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(job)}\n`);
  if (signal.aborted) stop();
  let result: BackTestReport | string = 'the reading process ended without a word';
  for await (const text of createInterface({ input: child.stdout })) {
    const line = BackTestLine.parse(JSON.parse(text));
    if (line.kind === 'progress') progress(line.read, line.total);
    else result = line.kind === 'report' ? line.report : line.problem;
  }
  await ended;
  signal.removeEventListener('abort', stop);
  if (typeof result === 'string') throw new Error(result);
  return result;
}
