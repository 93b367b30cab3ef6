import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { Logger } from '@faturaviva/process';
import { z } from 'zod';
import { Reconciliation } from './rules/reconciliation.ts';

/** What is known of the comparisons with the log. */
export const ReconcilerView = z.object({
  running: z.boolean(),
  /** The newest that came to an end, and when; `null` before the first. */
  last: Reconciliation.extend({ at: z.iso.datetime(), ms: z.int().min(0) }).nullable(),
  /** Why the newest one gave no result. */
  trouble: z.string().nullable(),
});
export type ReconcilerView = z.infer<typeof ReconcilerView>;

interface Where {
  folder: string;
  brokers: string[];
  databaseUrl: string;
  /** `Infinity`: only when somebody asks for it. */
  everyMs: number;
  logger: Logger;
}

/** Time for the reader to come to the log's end after a start. */
const FIRST_MS = 30_000;
/** It holds sums, and records only while they pass by. */
const HEAP = '--max-old-space-size=256';

/**
 * Compares the lake with the whole log, now and then and when it is asked to, in a process of its own: the log is long,
 * and the reader goes on meanwhile.
 */
export class Reconciler {
  readonly #where: Where;
  readonly #timers: NodeJS.Timeout[] = [];
  #child: ChildProcess | null = null;
  #last: ReconcilerView['last'] = null;
  #trouble: string | null = null;

  constructor(where: Where) {
    this.#where = where;
    if (where.everyMs === Number.POSITIVE_INFINITY) return;
    const first = Math.min(FIRST_MS, where.everyMs);
    this.#timers.push(
      setTimeout(() => this.start(), first),
      setInterval(() => this.start(), where.everyMs),
    );
  }

  view(): ReconcilerView {
    return { running: this.#child !== null, last: this.#last, trouble: this.#trouble };
  }

  /** Begins a comparison, unless one is under way. */
  start(): void {
    if (this.#child) return;
    const { folder, brokers, databaseUrl } = this.#where;
    const began = Date.now();
    const child = spawn(process.execPath, [HEAP, path.join(import.meta.dirname, 'reconcile.ts'), '--json'], {
      env: { LAKE_FOLDER: folder, KAFKA_BROKERS: brokers.join(','), DATABASE_URL: databaseUrl },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.#child = child;
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.once('error', (error) => (said = error.message));
    child.once('close', () => {
      this.#child = null;
      this.#take(said, Date.now() - began);
    });
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#child?.removeAllListeners('close');
    this.#child?.kill('SIGTERM');
  }

  #take(said: string, ms: number): void {
    const found = resultIn(said);
    if (!found) {
      this.#trouble = said.trim() || 'The comparison ended before it was done.';
      this.#where.logger.warn({ reason: this.#trouble }, 'the lake was not compared with the log');
      return;
    }
    this.#last = { ...found, at: new Date().toISOString(), ms };
    this.#trouble = null;
    if (found.differences > 0)
      this.#where.logger.error(
        { ...found, partitions: undefined, alarm: 'lake-differs' },
        'the lake differs from the log',
      );
  }
}

/** `null`: it could not be compared, and what was said is why. */
function resultIn(said: string): Reconciliation | null {
  try {
    return Reconciliation.parse(JSON.parse(said));
  } catch {
    return null;
  }
}
