import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { z } from 'zod';
import { environmentWith } from './env.ts';
import { StartFailure } from './failure.ts';
import { createPrinter } from './lines.ts';

const FRAUD = path.resolve(import.meta.dirname, '../../../services/fraud/src');
export const print = createPrinter(process.stdout);
const tell = createPrinter(process.stderr);

/** What every such process says beside its own. */
export const jobLines = [
  z.object({ kind: z.literal('progress'), read: z.int(), total: z.int() }),
  z.object({ kind: z.literal('problem'), problem: z.string() }),
] as const;
type JobLine = z.infer<(typeof jobLines)[number]>;

const number = new Intl.NumberFormat('en-US');
export const count = (value: number): string => number.format(value);
export const share = (value: number | null): string => (value === null ? '-' : `${(value * 100).toFixed(1)} %`);

const progressLine = (read: number, total: number): string =>
  `Read ${count(read)} of ${count(total)} facts (${total > 0 ? Math.floor((read / total) * 100) : 100} %)`;

interface JobOf<Line> {
  /** Of services/fraud/src: it takes a job and reads the log in a process of its own. */
  main: string;
  job: object;
  brokers: string[];
  line: z.ZodType<Line>;
  /** Begins the sentence that names a problem. */
  failed: string;
  /** Shows a line of its own; `true`: that was the result. */
  show: (line: Exclude<Line, JobLine>) => boolean;
}

/** Runs a job on the log. Resolves with the exit code: 0, or 2 when there is no result. */
export async function runFraudJob<Line extends { kind: string }>(options: JobOf<Line | JobLine>): Promise<number> {
  const { main, job, brokers, line: shape, failed, show } = options;
  const child = spawn(process.execPath, [path.join(FRAUD, main)], {
    env: environmentWith({ KAFKA_BROKERS: brokers.join(',') }),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${JSON.stringify(job)}\n`);
  // Whoever stops this wants the reading stopped too: its group is removed before it ends.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => child.stdin.end());
  let code = 2;
  for await (const text of createInterface({ input: child.stdout })) {
    const line = shape.parse(JSON.parse(text));
    if (isProgress(line)) tell(progressLine(line.read, line.total));
    else if (isProblem(line)) print(`${failed}: ${line.problem}`);
    else if (show(line as Exclude<Line, JobLine>)) code = 0;
  }
  return code;
}

const isProgress = (line: { kind: string }): line is Extract<JobLine, { kind: 'progress' }> => line.kind === 'progress';
const isProblem = (line: { kind: string }): line is Extract<JobLine, { kind: 'problem' }> => line.kind === 'problem';

/** The values of the options. @throws StartFailure with the usage */
export function optionsOf<Options extends ParseArgsOptionsConfig>(args: string[], options: Options, usage: string) {
  try {
    return parseArgs({ args, options }).values;
  } catch (error) {
    throw new StartFailure(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** Runs a command to its end: whatever a person can do something about becomes its message, and exit code 2. */
export async function runCommand(main: (args: string[]) => Promise<number>): Promise<never> {
  let code = 2;
  try {
    code = await main(process.argv.slice(2));
  } catch (error) {
    print(error instanceof StartFailure ? error.message : `Unexpected: ${String(error)}`);
  }
  process.exit(code);
}
